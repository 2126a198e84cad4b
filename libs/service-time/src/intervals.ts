import type { Calendar } from './calendar.js';
import type { Instant, Interval } from './types.js';

/** A clock's pause. Without an end it still holds. */
export interface Pause {
  readonly from: Instant;
  readonly to: Instant | null;
}

/** The same time as intervals that are in order and apart from each other; empty ones disappear. */
export function unionOf(intervals: readonly Interval[]): Interval[] {
  const union: { from: Instant; to: Instant }[] = [];
  const sorted = intervals.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from);
  for (const { from, to } of sorted) {
    const last = union.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else union.push({ from, to });
  }
  return union;
}

/** The union of pauses; the end of one that still holds is Infinity. */
export function unionOfPauses(pauses: readonly Pause[]): Interval[] {
  return unionOf(pauses.map(({ from, to }) => ({ from, to: to ?? Infinity })));
}

/** Open milliseconds in `[from, to)`. Without a calendar (24x7) all time is open. */
export function openTime(calendar: Calendar | null, from: Instant, to: Instant): number {
  return calendar ? calendar.openTime(from, to) : Math.max(0, to - from);
}

/**
 * The first instant at which `ms` of open time have run since `start`: at a closing time exactly, that closing, not
 * the next opening.
 * @throws CalendarRunsOut
 */
export function addOpenTime(calendar: Calendar | null, start: Instant, ms: number): Instant {
  return calendar ? calendar.addOpenTime(start, ms) : start + ms;
}
