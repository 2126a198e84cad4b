/** Limits of the language between services and with partners. Each one is enforced where it is named. */

/** A service request as a partner sends it, in bytes. */
export const REQUEST_BYTES_MAX = 256 * 1024;
/** One event with its envelope, in bytes of UTF-8. */
export const EVENT_BYTES_MAX = 512 * 1024;
/** How many events one message on `caseloop.events` may carry. */
export const BATCH_EVENTS_MAX = 100;
/** The body of one message on `caseloop.events`, in bytes. */
export const BATCH_BYTES_MAX = 900 * 1024;
/** Digits of the envelope's `sequence`: padded, so that it sorts as text. */
export const SEQUENCE_DIGITS = 10;
/** Nesting of a JSON document that comes from outside. */
export const JSON_DEPTH_MAX = 32;
/** Values (members and items, at any depth) of a JSON document that comes from outside: judging each costs time. */
export const JSON_VALUES_MAX = 10_000;
