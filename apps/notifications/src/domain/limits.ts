/** Limits of telling people things. Each one is enforced where it is named. */

/** Messages one recipient is sent over one channel within an hour. */
export const PER_HOUR_MAX = 5;
/** And within a day. */
export const PER_DAY_MAX = 20;

/** Seconds until the next attempt after the first, second, ... one that was not taken. After the last: given up. */
export const RETRY_LADDER_S: readonly number[] = [1, 4, 15, 60, 300];
/** How often a message may have left before it is given up, where sending twice does no harm. */
export const SENDS_MAX = 3;
/** So long another side may ask to be left alone (seconds); who asks for more is asked again sooner. */
export const RETRY_AFTER_MAX_S = 3600;

/** The window of the rate breaker, and how long it stays open: a runaway sender is stopped within a minute. */
export const RATE_WINDOW_MS = 60_000;
