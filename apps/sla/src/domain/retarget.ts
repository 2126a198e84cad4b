import type { ClockDefinition, Pack } from '@caseloop/policy';
import { type Instant, type Pause, dueAfter } from '@caseloop/service-time';
import type { CaseInput } from './case-input.js';
import { type Clock, type ClockKey, allowanceMs, calendarOf, isBrokenAt, pausesOf, runOf } from './clock.js';
import type { Fact, Period } from './facts.js';

export interface Retarget {
  readonly pack: Pack;
  readonly periods: readonly Period[];
  readonly clock: Clock;
  /** What now holds for the clock's metric. */
  readonly definition: ClockDefinition;
  readonly key: ClockKey;
  readonly before: CaseInput;
  readonly after: CaseInput;
  readonly fact: Fact;
}

/**
 * The clock that supersedes a running one because its case is now of another type or urgency, or null where the
 * running one stands: when its promise is already broken (a breach is never erased), and when the tighter of the two
 * due times is its own. The new one keeps the start and the pauses, except with `fromNow`.
 */
export function retargeted(change: Retarget): Clock | null {
  const { clock, definition, periods, fact } = change;
  if (isBrokenAt(clock, periods, fact.time)) return null;
  const next = successor(change);
  if (!next) return null;
  const keepsTighter =
    definition.retarget === 'tighter' || (definition.retarget === 'fromStart' && isLowered(change));
  if (!keepsTighter) return next;
  const past = closed(pausesOf(clock, periods), fact.time);
  const due = dueAfter(runOf(clock, past), clock.targetMs);
  const nextDue = dueAfter(runOf(next, past), next.targetMs);
  return nextDue! < due! ? next : null;
}

function successor({ pack, periods, clock, definition, key, fact }: Retarget): Clock | null {
  const calendar = calendarOf(pack, definition);
  const fromNow = definition.retarget === 'fromNow';
  const startedAt = fromNow ? fact.time : clock.startedAt;
  const targetMs = allowanceMs(definition, calendar, startedAt, clock.start);
  if (targetMs === null) return null;
  const imported = fromNow ? [] : closed(pausesOf(clock, periods), fact.time);
  return {
    key,
    definition,
    calendar,
    start: clock.start,
    cause: fact,
    startedAt,
    targetMs,
    imported,
    pausesFrom: fact.time,
    end: null,
  };
}

/** Urgencies are listed from the least to the most urgent. A change of type alone lowers nothing. */
function isLowered({ pack, before, after }: Retarget): boolean {
  const rank = (input: CaseInput): number => pack.urgencies.findIndex(({ id }) => id === input['urgency']);
  return rank(after) < rank(before);
}

/** The pauses up to `at`, where one that still holds counts as ending there. */
function closed(pauses: readonly Pause[], at: Instant): Pause[] {
  return pauses.filter(({ from }) => from < at).map(({ from, to }) => ({ from, to: Math.min(to ?? at, at) }));
}
