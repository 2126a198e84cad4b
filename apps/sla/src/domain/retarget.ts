import type { ClockDefinition } from '@caseloop/policy';
import type { Instant } from '@caseloop/service-time';
import type { CaseInput } from './case-input.js';
import {
  type Clock,
  type ClockKey,
  allowanceMs,
  calendarOf,
  dueWith,
  isBrokenAt,
  pausesOf,
} from './clock.js';
import type { Fact, Period } from './facts.js';
import { closedAt } from './pauses.js';
import type { Standard } from './standard.js';

/** What takes the place of a running clock. */
export interface Succession {
  readonly standard: Standard;
  readonly periods: readonly Period[];
  readonly clock: Clock;
  /** What now holds for the clock's metric. */
  readonly definition: ClockDefinition;
  readonly key: ClockKey;
  readonly fact: Fact;
}

export interface Retarget extends Succession {
  readonly before: CaseInput;
  readonly after: CaseInput;
}

/**
 * The clock that supersedes a running one because its case is now of another type or urgency, or null where the
 * running one stands: when its promise is already broken (a breach is never erased), and when the tighter of the two
 * due times is its own. The new one keeps the start and the pauses, except with `fromNow`.
 */
export function retargeted(change: Retarget): Clock | null {
  const { clock, definition, periods, fact } = change;
  if (isBrokenAt(clock, periods, fact.time)) return null;
  const next = successor(change, definition.retarget === 'fromNow' ? null : clock.startedAt);
  if (!next) return null;
  const keepsTighter =
    definition.retarget === 'tighter' || (definition.retarget === 'fromStart' && isLowered(change));
  if (!keepsTighter) return next;
  const past = closedAt(pausesOf(clock, periods), fact.time);
  return (dueWith(next, past) ?? Infinity) < (dueWith(clock, past) ?? Infinity) ? next : null;
}

/** The clock that follows, from `since` with all pauses so far, or from now where that is null. */
export function successor(succession: Succession, since: Instant | null): Clock | null {
  const { standard, periods, clock, definition, key, fact } = succession;
  const calendar = calendarOf(standard, definition);
  const startedAt = since ?? fact.time;
  const targetMs = allowanceMs(definition, calendar, startedAt, clock.start);
  if (targetMs === undefined) return null;
  const imported = since === null ? [] : closedAt(pausesOf(clock, periods), fact.time);
  return {
    key,
    standard,
    definition,
    calendar,
    start: clock.start,
    cause: fact,
    startedAt,
    targetMs,
    extensions: [],
    imported,
    pausesFrom: fact.time,
    end: null,
  };
}

/** Urgencies are listed from the least to the most urgent. A change of type alone lowers nothing. */
/** Only the urgency changed, and it fell: then the tighter due time stands. */
export function isLowered({
  standard,
  before,
  after,
}: Pick<Retarget, 'standard' | 'before' | 'after'>): boolean {
  const rank = (input: CaseInput): number =>
    standard.pack.urgencies.findIndex(({ id }) => id === input['urgency']);
  return rank(after) < rank(before);
}
