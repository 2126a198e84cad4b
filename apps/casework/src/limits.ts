/** How many due cases one pass of the timer takes: one batch, one transaction. */
export const DUE_CASES_PER_PASS = 200;
/** A text somebody writes into a command, in characters; the same as in events. */
export const TEXT_CHARS_MAX = 20_000;
/** An id, a role, a team, a name. */
export const WORD_CHARS_MAX = 200;
/** Where an attachment lies. */
export const URI_CHARS_MAX = 2048;
/** Steps of one plan, and of what the customer is asked to do. */
export const PLAN_STEPS_MAX = 100;
/** Members of one task force. */
export const TASK_FORCE_MEMBERS_MAX = 50;
