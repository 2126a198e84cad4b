/** How much one case may hold. Beyond it a command is refused by name, never cut silently. */

/** Attachments of one case, those of its request included. */
export const ATTACHMENTS_PER_CASE_MAX = 500;
/** Promises of one case that are neither kept nor given up. */
export const PROMISES_OPEN_MAX = 100;
/** Tasks of one case that are not completed. */
export const TASKS_OPEN_MAX = 100;
/** People beside the holder who help with one case. */
export const ASSISTANTS_MAX = 50;
/** Cases that one case is linked with, not counting those made of its needs. */
export const LINKS_MAX = 200;
/** Further needs of one case, each of which becomes a case of its own. */
export const NEEDS_MAX = 100;
/** Completed tasks, decided extensions and ended actions of the customer, of each the latest a case keeps at hand. */
export const DONE_KEPT_MAX = 100;
/** Escalations by people that nobody has acknowledged; those of clocks and rules are bounded by the pack. */
export const ESCALATIONS_OPEN_MAX = 50;
/** Acknowledged escalations and ratings a case keeps at hand; the timeline has all of them. */
export const ACKNOWLEDGED_KEPT_MAX = 100;
export const RATINGS_KEPT_MAX = 20;
