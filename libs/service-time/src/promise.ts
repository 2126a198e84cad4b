import type { Calendar } from './calendar.js';
import { parseDuration } from './duration.js';
import { BusinessDaysNeedCalendar } from './errors.js';
import { type Pause, addOpenTime, openTime, unionOfPauses } from './intervals.js';
import { BUSINESS_DAYS_MAX } from './limits.js';
import { parseInstant } from './instant.js';
import type { Deadline, Instant, Target } from './types.js';

/** What a clock runs on: `calendar` null is 24x7. */
export interface Run {
  readonly calendar: Calendar | null;
  readonly start: Instant;
  readonly pauses: readonly Pause[];
}

export interface Due {
  /** Null while a pause without an end holds: the promise then cannot be broken. */
  readonly due: Instant | null;
  readonly targetMs: number;
  /** The due time lies beyond what the calendar's holiday notice speaks of and is recomputed when the next one comes. */
  readonly provisional: boolean;
}

/**
 * The close of business of the n-th business day after the one `start` belongs to. A start on a date without hours,
 * or at or after its last closing, belongs to the next date that has some. None means the close of that very day.
 */
export function businessDaysEnd(calendar: Calendar, start: Instant, n: number): Instant {
  if (!Number.isInteger(n) || n < 0 || n > BUSINESS_DAYS_MAX) {
    throw new RangeError(`business days are a whole number from 0 to ${BUSINESS_DAYS_MAX}, not ${n}`);
  }
  const today = calendar.dayAt(start);
  const closing = calendar.lastClosingOf(today);
  const first = closing !== null && start < closing ? today : calendar.businessDayAfter(today, 1);
  return calendar.lastClosingOf(n === 0 ? first : calendar.businessDayAfter(first, n))!;
}

/**
 * The target as open milliseconds. Business days are turned into working time once, at the start; from there they
 * are a duration like any other, so that pauses add to them.
 * @throws InvalidDuration, BusinessDaysNeedCalendar
 */
export function targetMs(calendar: Calendar | null, start: Instant, target: Target): number {
  if ('duration' in target) return parseDuration(target.duration);
  if (!calendar) throw new BusinessDaysNeedCalendar();
  return openTime(calendar, start, businessDaysEnd(calendar, start, target.businessDays));
}

/**
 * `due = min { t : open time between start and t, outside the union of the pauses, >= target }`. An end exactly then
 * keeps the promise.
 */
export function dueAt(promise: Run & { readonly target: Target }): Due {
  const { calendar, start, pauses, target } = promise;
  const ms = targetMs(calendar, start, target);
  const due = dueAfter({ calendar, start, pauses }, ms);
  return { due, targetMs: ms, provisional: due !== null && calendar !== null && calendar.isBeyondKnown(due) };
}

/**
 * When a promise falls due, whatever it promises. An instant that was agreed on stands: no calendar and no pause moves
 * it, and one before the start is due at the start.
 * @throws InvalidInstant, InvalidDuration, BusinessDaysNeedCalendar, CalendarRunsOut
 */
export function deadlineOf(promise: Run & { readonly target: Deadline }): Due {
  const { calendar, start, pauses, target } = promise;
  if (!('at' in target)) return dueAt({ calendar, start, pauses, target });
  const due = Math.max(start, parseInstant(target.at));
  return { due, targetMs: due - start, provisional: false };
}

/** When `ms` of open time outside the pauses have run; null while a pause without an end comes before that. */
export function dueAfter({ calendar, start, pauses }: Run, ms: number): Instant | null {
  let from = start;
  let remainingMs = ms;
  for (const pause of unionOfPauses(pauses)) {
    if (pause.to <= from) continue;
    const untilPauseMs = openTime(calendar, from, pause.from);
    if (untilPauseMs >= remainingMs) break;
    if (pause.to === Infinity) return null;
    remainingMs -= untilPauseMs;
    from = pause.to;
  }
  return addOpenTime(calendar, from, remainingMs);
}

/** Open milliseconds outside the pauses that have run between `start` and `at`. */
export function elapsed({ calendar, start, pauses, at }: Run & { readonly at: Instant }): number {
  let ms = openTime(calendar, start, at);
  for (const pause of unionOfPauses(pauses)) {
    ms -= openTime(calendar, Math.max(start, pause.from), Math.min(at, pause.to));
  }
  return ms;
}
