/** Every limit of intake, named. Those of the request's language itself stand in @caseloop/contracts. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** How long an idempotency key is remembered. Longer than any parked replay or resend after a holiday. */
export const KEY_RETENTION_MS = 30 * DAY;
/** Characters of an idempotency key: what the IETF draft, Stripe and AMQP's short string all can carry. */
export const KEY_CHARS_MAX = 255;

/** How far ahead of our clock a sender's clock may be before its statement is refused. */
export const CLOCK_SKEW_MAX_MS = 5 * MINUTE;
/** Earliest instant a sender may state: what is older is a sender without a clock. */
export const INSTANT_MIN = Date.UTC(1990, 0, 1);

/** Messages of the intake queue that share one transaction. */
export const BATCH_MESSAGES_MAX = 200;
/** Unsettled messages taken from the broker: the next batch is read while this one is being committed. */
export const PREFETCH = 2 * BATCH_MESSAGES_MAX;
/** How long a batch waits for company, so that single messages stay quick. */
export const LINGER_MS = 5;

/** Requests over HTTP that may wait to be decided; a few seconds of work. */
export const WAITING_MAX = 2_000;

/** Times a batch is decided again because another one changed what it was decided on. Each loss is another's win. */
export const CONTENTION_TRIES_MAX = 100;

/** Bytes kept of a message that was refused: enough for any valid request. */
export const RAW_BYTES_KEPT_MAX = 256 * 1024;
/** Characters kept of what a sender says its message is. */
export const CONTENT_TYPE_CHARS_MAX = 255;
/** How long a refused request is kept for somebody to mend it. */
export const REJECTION_KEPT_MS = 90 * DAY;
/** Refused requests kept at most, the newest: with all of them as large as can be, 2.5 GiB. */
export const REJECTIONS_KEPT_MAX = 10_000;
/** How often refused requests beyond those limits are looked for, and how many are taken away at once. */
export const REJECTION_SWEEP_MS = MINUTE;
export const REJECTION_SWEEP_ROWS = 500;
/** Bytes of a property of a message, such as `reply_to`: what AMQP can carry. */
export const PROPERTY_BYTES_MAX = 255;
/** Values in the JSON of a request. The largest one that can be accepted has less than half of them. */
export const REQUEST_VALUES_MAX = 1_000;
/** Bytes a CloudEvent may have beside the request in it. */
export const ENVELOPE_BYTES_MAX = 16 * 1024;

/** Violations told in one answer; the first ones say enough. */
export const VIOLATIONS_MAX = 100;
/** Characters of a pointer or a message in an answer: both can hold a sender's own words. */
export const POINTER_CHARS_MAX = 500;

/** A code, name or number in a request. */
export const WORD_CHARS_MAX = 200;
/** A text a person wrote. */
export const TEXT_CHARS_MAX = 20_000;
/** Where an attachment lies. */
export const URI_CHARS_MAX = 2048;
/** Attachments of one request; more come to the case later. */
export const ATTACHMENTS_MAX = 50;
/** As many emotions as there are words for. */
export const EMOTIONS_MAX = 5;
/** Facts of one request, and the characters of one that is a text: more than any pack declares. */
export const FACTS_MAX = 100;
export const FACT_CHARS_MAX = 2000;

/** The body of `PUT /v1/policies/{pack}`: a pack's files with everything JSON escapes. */
export const PACK_BODY_BYTES_MAX = 1024 * 1024;

/** What a caller is told to wait when a request could not be decided now, seconds. */
export const RETRY_AFTER_S = 1;
