/** Limits of sla, each enforced where it is named. */

/** Cases whose due clocks are fired in one transaction: few enough that a crash repeats little. */
export const CASES_FIRED_MAX = 200;

/** Open cases that hear of a new version of their pack in one transaction. */
export const CASES_CHANGED_MAX = 200;

/**
 * How long after its time a clock is held at most while sla has not applied everything that waits in its queue: the
 * answer may be there. After that it fires, marked as provisional.
 */
export const HELD_FOR_LAG_MS = 30_000;

/** So soon what was held for lag is looked at again. */
export const LAG_LOOK_AGAIN_MS = 250;

/**
 * How long after its time a clock of a case is held while events of that case wait to be applied: one of them may be
 * the answer that came in time. After that it fires, marked as provisional.
 */
export const HELD_FOR_KEPT_MS = 10 * 60_000;

/** Stretches of time that an explanation lists one by one: some years of office hours; the rest is told as a sum. */
export const COUNTED_TOLD_MAX = 1000;
