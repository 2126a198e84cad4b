import type { Calendar } from './calendar.js';
import { dueAfter, elapsed } from './promise.js';
import type { Instant, Interval } from './types.js';

/** A promise that comes again: one instance ends at `endedAt`, the next one has to be placed. */
export interface Recurrence {
  readonly calendar: Calendar | null;
  /** `afterEach`: a period after each answer. `grid`: at fixed times, which an early answer does not shift. */
  readonly cadence: 'afterEach' | 'grid';
  readonly start: Instant;
  readonly periodMs: number;
  readonly endedAt: Instant;
  /** Pauses that have ended; one that still holds is given up to now. */
  readonly pauses?: readonly Interval[];
}

export interface Instance {
  readonly start: Instant;
  readonly due: Instant;
}

/**
 * The instance that follows. On a grid the points are `start` plus whole periods of open time outside the pauses: an
 * answer up to the due time serves the window that ends there; after a late one the next window is the first whose
 * end is still to come, so that a long silence is one broken promise and not a row of them.
 */
export function nextInstance(recurrence: Recurrence): Instance {
  const { calendar, cadence, start, periodMs, endedAt, pauses = [] } = recurrence;
  if (!(periodMs > 0)) throw new RangeError(`a period is longer than nothing, not ${periodMs} ms`);
  // Pauses with an end always leave a due time.
  const after = (from: Instant, ms: number): Instant => dueAfter({ calendar, start: from, pauses }, ms)!;
  if (cadence === 'afterEach') return { start: endedAt, due: after(endedAt, periodMs) };
  const periodsOver = Math.floor(elapsed({ calendar, start, pauses, at: endedAt }) / periodMs);
  const from = after(start, Math.max(1, periodsOver) * periodMs);
  return { start: from, due: after(from, periodMs) };
}
