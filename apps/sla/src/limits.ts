/** Limits of sla, each enforced where it is named. */

/** Cases whose due clocks are fired in one transaction: few enough that a crash repeats little. */
export const CASES_FIRED_MAX = 200;

/**
 * How long after its time a clock of a case is held while events of that case wait to be applied: one of them may be
 * the answer that came in time. After that it fires, marked as provisional.
 */
export const HELD_FOR_KEPT_MS = 10 * 60_000;
