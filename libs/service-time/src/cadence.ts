import type { Calendar } from './calendar.js';
import { openTime, addOpenTime } from './intervals.js';
import type { Instant } from './types.js';

/** A promise that comes again: one instance ends at `endedAt`, the next one has to be placed. */
export interface Recurrence {
  readonly calendar: Calendar | null;
  /** `afterEach`: a period after each answer. `grid`: at fixed times, which an early answer does not shift. */
  readonly cadence: 'afterEach' | 'grid';
  readonly start: Instant;
  readonly periodMs: number;
  readonly endedAt: Instant;
}

export interface Instance {
  readonly start: Instant;
  readonly due: Instant;
}

/**
 * The instance that follows. On a grid the points are `start` plus whole periods of open time: an answer up to the
 * due time serves the window that ends there; after a late one the next window is the first whose end is still to
 * come, so that a long silence is one broken promise and not a row of them.
 */
export function nextInstance({ calendar, cadence, start, periodMs, endedAt }: Recurrence): Instance {
  if (!(periodMs > 0)) throw new RangeError(`a period is longer than nothing, not ${periodMs} ms`);
  const periodsOver = Math.floor(openTime(calendar, start, endedAt) / periodMs);
  const from =
    cadence === 'afterEach' ? endedAt : addOpenTime(calendar, start, Math.max(1, periodsOver) * periodMs);
  return { start: from, due: addOpenTime(calendar, from, periodMs) };
}
