/** Limits of every service's own life. Business limits stand with the business. */

/** Connections of one service to its database, unless DATABASE_POOL_MAX says otherwise. */
export const DATABASE_POOL_DEFAULT = 10;
/** One statement, milliseconds: longer ones are a mistake, exports and reports have a pool of their own. */
export const STATEMENT_TIMEOUT_MS = 20_000;
/** Waiting for a lock, milliseconds. */
export const LOCK_TIMEOUT_MS = 5_000;
/** A transaction that does nothing, milliseconds: frees what a frozen process has locked. */
export const IDLE_IN_TRANSACTION_TIMEOUT_MS = 15_000;
/** Waiting for a connection of the pool or of the server, milliseconds. */
export const CONNECT_TIMEOUT_MS = 5_000;
/** A probe of the database for readiness, milliseconds. */
export const READINESS_TIMEOUT_MS = 2_000;
/** Asking for one number of `GET /metrics`, milliseconds; then the last answer stands. */
export const METRIC_TIMEOUT_MS = 2_000;
/** How long a client may take to send a body, milliseconds. */
export const BODY_TIMEOUT_MS = 20_000;
/** How long the rest of a refused body is read and thrown away, so that the client gets to read the answer. */
export const REFUSED_BODY_MS = 1_000;
/** What a client is told to wait when the database is away, seconds. */
export const RETRY_AFTER_S = 2;
/** Items of one list. */
export const PAGE_LIMIT_MAX = 200;
export const PAGE_LIMIT_DEFAULT = 50;
/** A cursor as a client hands it back, characters. */
export const CURSOR_LENGTH_MAX = 1_024;
/** Violations told in one answer: the rest is cut off, the count of the answer says so. */
export const VIOLATIONS_MAX = 100;
/** Characters of a pointer or a message in an answer, and of its detail: all can hold a sender's own words. */
export const VIOLATION_CHARS_MAX = 500;
export const DETAIL_CHARS_MAX = 2_000;
/** How often due jobs are looked for in real time, milliseconds: how late a clock is noticed at most, when all is well. */
export const TICK_MS = 250;
/** Batches of one job in one tick: a job that never says "nothing left" must not starve the others. */
export const JOB_BATCHES_MAX = 10_000;
/** How long a load balancer needs to notice that a stopping service is not ready, milliseconds; production only. */
export const ENDPOINT_REMOVAL_MS = 5_000;
/** Finishing what is in hand when a service stops, milliseconds. */
export const DRAIN_TIMEOUT_MS = 20_000;
/** How long an HTTP connection may wait for its next request: longer than the load balancer in front keeps it. */
export const HTTP_KEEP_ALIVE_MS = 75_000;
/** Closing HTTP connections when a service stops, milliseconds; those still open afterwards are cut. */
export const HTTP_CLOSE_TIMEOUT_MS = 5_000;
/** The whole shutdown, milliseconds: then the process ends anyway, with exit code 1. */
export const SHUTDOWN_TIMEOUT_MS = 40_000;
/** Pack versions held in memory, parsed. */
export const PACKS_CACHED_MAX = 200;
/** How far the simulated clocks of two processes may be apart, milliseconds: less is not "back in time". */
export const CLOCK_DRIFT_MAX_MS = 5_000;
