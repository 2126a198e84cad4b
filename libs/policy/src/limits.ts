/** A pack travels whole in one event (at most 512 KiB); this leaves room for the event around it. */
export const PACK_BYTES_MAX = 400 * 1024;
export const PACK_FILES_MAX = 200;
/** More findings than this help nobody; the first ones have the cause. */
export const FINDINGS_MAX = 500;
/** Size of one CEL expression; a longer one wants to be several rules. */
export const EXPRESSION_NODES_MAX = 200;
export const EXPRESSION_DEPTH_MAX = 20;
/** How many zero-padded digits a case number may ask for. */
export const SEQUENCE_WIDTH_MAX = 12;
/** How often a step of a ladder that nobody acknowledges is told again: unless the pack says, and at most. */
export const ESCALATIONS_AGAIN = 3;
export const ESCALATIONS_AGAIN_MAX = 50;
/** So soon a step is told again at the earliest: people are asked, not flooded. */
export const ESCALATION_AGAIN_MS_MIN = 1000;
/** So long before a calendar's holiday notice ends, it is time to enter the next one: promises reach that far. */
export const NOTICE_ENDS_SOON_DAYS = 90;
