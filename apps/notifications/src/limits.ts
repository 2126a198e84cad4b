/** Limits of notifications. Each one is enforced where it is named. */

/** Characters of one template. */
export const TEMPLATE_LENGTH_MAX = 20_000;
/** Milliseconds one template may take to be rendered. */
export const RENDER_TIME_MAX_MS = 200;
/** How often a text is begun again that ran out of time while the process did not run. */
export const RENDER_TRIES_MAX = 10;
/** What rendering one template may allocate, in liquidjs's count (characters and array elements). */
export const RENDER_MEMORY_MAX = 1_000_000;
/** Parsed templates held in memory. */
export const TEMPLATES_CACHED_MAX = 500;
/** Characters of one rendered text. */
export const TEXT_LENGTH_MAX = 10_000;
/** Characters of one value in a text: nobody reads a longer one in a message. */
export const VALUE_LENGTH_MAX = 2_000;

/** Characters of the reason why a message failed. */
export const REASON_LENGTH_MAX = 200;

/** Messages claimed, handed over and recorded at once. */
export const SEND_BATCH = 100;
/** Carriers called at the same time. */
export const SEND_CONCURRENCY = 10;
/** How long a carrier may take. */
export const SEND_TIMEOUT_MS = 10_000;
/** How long a claimed message belongs to its sender; afterwards its fate is unknown. Longer than any call. */
export const SEND_LEASE_S = 60;
/** How long the sender rests when nothing is planned, and between tries after a failure of the database. */
export const SEND_IDLE_MS = 100;
/** The pause after a pass that failed: who is away is not back at once, and each try is a line in the log. */
export const SEND_TROUBLE_MS = 2_000;
/** How long it waits after it was woken: the transaction that planned commits in between. */
export const SEND_WAKE_MS = 20;

/** Reminders that are turned into messages at once. */
export const REMINDER_BATCH = 100;
/** Characters of the words a customer writes into a survey. */
export const SURVEY_REASON_LENGTH_MAX = 2_000;
/** Random bytes of a survey's link: nobody guesses it. */
export const SURVEY_TOKEN_BYTES = 24;
/** Held messages that are let go at once. */
export const HELD_BATCH = 100;

/** How long a mail server or a gateway may take for one message, unless configured; less than the sender waits. */
export const CALL_TIMEOUT_DEFAULT_MS = 8_000;
/** Connections to the mail server. */
export const SMTP_CONNECTIONS_MAX = 5;
/** Bytes of a gateway's answer that are read; the status alone decides. */
export const ANSWER_BYTES_MAX = 65_536;
/** Characters of a gateway's reference for a message, and of an e-mail address (RFC 5321). */
export const REFERENCE_LENGTH_MAX = 200;
export const EMAIL_LENGTH_MAX = 254;
/** Characters of a mail's subject. */
export const SUBJECT_LENGTH_MAX = 200;
/** Messages that leave over one carrier within a minute before its breaker opens, unless configured: five times a busy one. */
export const SENDS_PER_MINUTE_DEFAULT = 600;
