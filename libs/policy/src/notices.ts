import type { EventType } from '@caseloop/contracts';
import { type EventFacts, conditionHolds, matches } from './match.js';
import type { EscalationRule, EventCondition, NoticeRule, Pack, RuleInput, When } from './model.js';

interface ByEvent {
  readonly notices: ReadonlyMap<EventType, readonly NoticeRule[]>;
  readonly escalations: ReadonlyMap<EventType, readonly EscalationRule[]>;
}

/** Most events concern no rule at all; the index makes that one look-up. */
const indexes = new WeakMap<Pack, ByEvent>();

/** Who is told what on an event of a case. */
export function noticesFor(pack: Pack, event: EventFacts, input: RuleInput): NoticeRule[] {
  return thatHold(indexOf(pack).notices.get(event.type), event, input);
}

/** What an event escalates without a clock: urgency at registration, dissatisfaction. */
export function escalationsFor(pack: Pack, event: EventFacts, input: RuleInput): EscalationRule[] {
  return thatHold(indexOf(pack).escalations.get(event.type), event, input);
}

function thatHold<R extends When & { readonly on: EventCondition }>(
  rules: readonly R[] | undefined,
  event: EventFacts,
  input: RuleInput,
): R[] {
  return rules?.filter((rule) => conditionHolds(rule.on, event) && matches(rule, input)) ?? [];
}

function indexOf(pack: Pack): ByEvent {
  let index = indexes.get(pack);
  if (!index) {
    index = { notices: byEvent(pack.notices), escalations: byEvent(pack.escalations) };
    indexes.set(pack, index);
  }
  return index;
}

function byEvent<R extends { readonly on: EventCondition }>(rules: readonly R[]): Map<EventType, R[]> {
  const index = new Map<EventType, R[]>();
  for (const rule of rules) {
    const list = index.get(rule.on.on);
    if (list) list.push(rule);
    else index.set(rule.on.on, [rule]);
  }
  return index;
}
