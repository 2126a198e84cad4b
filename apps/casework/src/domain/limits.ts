/** How much one case may hold. Beyond it a command is refused by name, never cut silently. */

/** Attachments of one case, those of its request included. */
export const ATTACHMENTS_PER_CASE_MAX = 500;
/** Promises of one case that are neither kept nor given up. */
export const PROMISES_OPEN_MAX = 100;
/** Acknowledged escalations and ratings a case keeps at hand; the timeline has all of them. */
export const ACKNOWLEDGED_KEPT_MAX = 100;
export const RATINGS_KEPT_MAX = 20;
