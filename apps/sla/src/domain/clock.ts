import { type ClockDefinition, type ClockTarget, compiledCalendar } from '@caseloop/policy';
import {
  type Calendar,
  type Instant,
  type Pause,
  dueAfter,
  elapsed,
  parseInstant,
  targetMs,
  unionOf,
} from '@caseloop/service-time';
import type { Fact, Period } from './facts.js';
import type { Standard } from './standard.js';

/** Which clock of a case: the same promise is the same clock, whatever was heard first. */
export interface ClockKey {
  readonly metric: string;
  readonly cycle: number;
  readonly n: number;
  /** Tells parallel instances of one metric apart, e.g. the id of a promise. */
  readonly per: string | null;
}

/** How a clock ended. `breached` ended with its case, or was overtaken, after its due time and without an answer. */
export interface ClockEnd {
  readonly state: 'met' | 'fulfilledLate' | 'cancelled' | 'superseded' | 'breached';
  readonly at: Instant;
  readonly reason: string;
  readonly by: ClockKey | null;
  readonly cause: Fact;
}

/** More time that was granted before the due time. */
export interface Extension {
  readonly fact: Fact;
  readonly to: Instant;
  /** What `to` amounts to in open time outside the pauses up to the decision: later pauses add to it. */
  readonly targetMs: number;
  readonly dueBefore: Instant;
}

/** A clock while facts are being folded into it. */
export interface Clock {
  readonly key: ClockKey;
  readonly standard: Standard;
  readonly definition: ClockDefinition;
  readonly calendar: Calendar | null;
  /** The event the promise counts from. */
  readonly start: Fact;
  /** What brought this instance about: the same event, or the change that superseded its predecessor. */
  readonly cause: Fact;
  readonly startedAt: Instant;
  /** Null where nothing is promised and the clock only measures. */
  readonly targetMs: number | null;
  /** In the order in which they were granted; the last one holds. */
  readonly extensions: Extension[];
  /** Pauses taken over from a clock that this one supersedes, and the instant from which its own count. */
  readonly imported: readonly Pause[];
  readonly pausesFrom: Instant;
  end: ClockEnd | null;
}

/** What a clock measures from: where the definition says so, an instant the starting event carries. */
export function startOf(definition: ClockDefinition, fact: Fact): Instant {
  const stated = definition.from === undefined ? undefined : fact.data[definition.from];
  return typeof stated === 'string' ? parseInstant(stated) : fact.time;
}

/**
 * Open milliseconds allowed, null where the clock only measures; undefined when the target is an instant that the
 * starting event does not carry.
 */
export function allowanceMs(
  { target }: ClockDefinition,
  calendar: Calendar | null,
  startedAt: Instant,
  start: Fact,
): number | null | undefined {
  if ('none' in target) return null;
  if (!('at' in target)) return targetMs(calendar, startedAt, target);
  const stated = start.data[target.at];
  return typeof stated === 'string' ? Math.max(0, parseInstant(stated) - startedAt) : undefined;
}

/** An instant that was agreed on stands: it runs round the clock and nothing moves it. */
export function isFixed(definition: ClockDefinition): boolean {
  return 'at' in definition.target;
}

export function calendarOf({ pack }: Standard, definition: ClockDefinition): Calendar | null {
  return isFixed(definition) ? null : compiledCalendar(pack, definition.runs);
}

/** A target in one word: `PT2H`, `businessDays:5`, `at:dueAt`, `none`. */
export function targetWord(target: ClockTarget): string {
  if ('duration' in target) return target.duration;
  if ('none' in target) return 'none';
  return 'businessDays' in target ? `businessDays:${target.businessDays}` : `at:${target.at}`;
}

/** The union of the pauses of a clock up to its end; one that still holds ends at null. */
export function pausesOf(clock: Clock, periods: readonly Period[]): Pause[] {
  const { imported, definition } = clock;
  const isPausable = definition.pausesWhile.length > 0 && !isFixed(definition);
  if (imported.length === 0 && !isPausable) return [];
  const until = clock.end?.at ?? Infinity;
  const own = isPausable ? periods.filter(({ status }) => definition.pausesWhile.includes(status)) : [];
  const all = [
    ...imported.map(({ from, to }) => ({ from, to: Math.min(to ?? until, until) })),
    ...own.map(({ from, to }) => ({ from: Math.max(from, clock.pausesFrom), to: Math.min(to, until) })),
  ];
  return unionOf(all).map(({ from, to }) => ({ from, to: to === Infinity ? null : to }));
}

/** When the clock breaches if nothing else happens; null while a pause holds, and where nothing is promised. */
export function dueOf(clock: Clock, periods: readonly Period[]): Instant | null {
  return dueWith(clock, pausesOf(clock, periods));
}

/** The due time with these pauses, and with what had been granted until `at`. */
export function dueWith(clock: Clock, pauses: readonly Pause[], at: Instant = Infinity): Instant | null {
  const extension = clock.extensions.filter(({ fact }) => fact.time <= at).at(-1);
  const targetMs = extension?.targetMs ?? clock.targetMs;
  if (targetMs === null) return null;
  const due = dueAfter(runOf(clock, pauses), targetMs);
  // What was granted stands to the minute, also where it lies outside of open time.
  return due === null || extension === undefined ? due : Math.max(due, extension.to);
}

/** Whether the promise was broken before `at`. An answer exactly at the due time is in time. */
export function isBrokenAt(clock: Clock, periods: readonly Period[], at: Instant): boolean {
  const due = dueOf(clock, periods);
  return due !== null && at > due;
}

export function runOf(
  clock: Pick<Clock, 'calendar' | 'startedAt'>,
  pauses: readonly Pause[],
): { calendar: Calendar | null; start: Instant; pauses: readonly Pause[] } {
  return { calendar: clock.calendar, start: clock.startedAt, pauses };
}

/** Open time that ran outside the pauses until `at`. */
export function elapsedMs(clock: Clock, pauses: readonly Pause[], at: Instant): number {
  return elapsed({ ...runOf(clock, pauses), at });
}
