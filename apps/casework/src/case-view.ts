import { type CustomerIdentity, maskedIdentity } from '@caseloop/contracts';
import type { TimelineRow } from './case-lists.repository.js';
import type { CaseState } from './domain/case.js';
import { instant } from './domain/events.js';
import { workView } from './work-view.js';

/** A case as `/v1/cases` answers it; `now`, epoch milliseconds, decides what is overdue. */
export function caseView(state: CaseState, now: number) {
  const { id, number, unit, pack, version, cycle, status, outcome, type, urgency, rule } = state;
  const { team, holder, firstResponsible, requestId, origin, personal } = state;
  const { customer, source, channel, ...more } = origin;
  return {
    id,
    number,
    unit,
    pack,
    version,
    cycle,
    status,
    outcome,
    type,
    urgency,
    rule,
    team,
    holder,
    firstResponsible,
    // A person who was erased is still a customer with traits, and has no name.
    customer: { ...customer, ...(personal === null ? { name: null } : maskedIdentity(personal.customer)) },
    channel,
    source,
    openedAt: instant(state.openedAt),
    assignedAt: orNull(state.assignedAt),
    resumeAt: orNull(state.resumeAt),
    resolvedAt: orNull(state.resolvedAt),
    closedAt: orNull(state.closedAt),
    archiveAt: orNull(state.archiveAt),
    requestId,
    ...more,
    ...textsOf(state),
    ...workOf(state),
    ...workView(state, now),
  };
}

/** What was asked, in the words of the customer and of whoever took it down. */
function textsOf({ personal }: CaseState) {
  if (personal === null) return { verbatim: null };
  const { customer: _customer, texts: _texts, ...said } = personal;
  return said;
}

function workOf({ plan, promises, escalations, ratings, attachments }: CaseState) {
  return {
    plan: plan && { ...plan, proposedAt: instant(plan.proposedAt), acceptedAt: orNull(plan.acceptedAt) },
    promises,
    escalations: escalations.map((one) => ({
      ...one,
      at: instant(one.at),
      acknowledgedAt: orNull(one.acknowledgedAt),
    })),
    ratings: ratings.map((one) => ({ ...one, at: instant(one.at) })),
    attachments: attachments.map((one) => ({ ...one, at: instant(one.at) })),
  };
}

/** One event of a case as its timeline tells it: what the case masks is masked here too. */
export function timelineEntry({ type, time, recordedat, data }: TimelineRow) {
  const { by, personal, ...rest } = data;
  const shown = personal === undefined ? rest : { ...rest, personal: maskedPersonal(personal) };
  return { at: time, recordedAt: recordedat, type, by, data: shown };
}

function maskedPersonal(personal: unknown): unknown {
  if (typeof personal !== 'object' || personal === null || !('customer' in personal)) return personal;
  return { ...personal, customer: maskedIdentity(personal.customer as CustomerIdentity) };
}

function orNull(ms: number | null): string | null {
  return ms === null ? null : instant(ms);
}
