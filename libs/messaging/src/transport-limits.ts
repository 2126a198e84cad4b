/** Limits of the transports. Each one is enforced where it is named; all times are real time, monotonic. */

/** How often a quorum queue hands a message out in vain before it goes to `caseloop.dead`. */
export const DELIVERY_LIMIT = 20;
/** How long a publish may take until it counts as unconfirmed, waiting for a place in the window included. */
export const CONFIRM_TIMEOUT_MS = 5_000;
/** Messages on their way to the broker at once; further callers wait. */
export const CONFIRM_WINDOW_MESSAGES = 1_000;
/** The same in bytes of bodies: the client library buffers without a limit of its own. */
export const CONFIRM_WINDOW_BYTES = 64 * 1024 * 1024;
/** Two missed heartbeats end a connection, so a dead peer is noticed within 30 s. */
export const HEARTBEAT_S = 15;
/** TCP, TLS and the AMQP handshake together. */
export const CONNECT_TIMEOUT_MS = 10_000;
/** Reconnecting: full jitter between nothing and a bound that doubles from the first to the second value. */
export const RECONNECT_FIRST_MS = 100;
export const RECONNECT_MAX_MS = 30_000;
/** A connection that lasted this long was good: the next failure starts from the first bound again. */
export const RECONNECT_CALM_MS = 1_000;
/** The pause before a refused batch is tried again doubles from the first to the second value. */
export const REDELIVERY_FIRST_MS = 200;
export const REDELIVERY_MAX_MS = 10_000;
/** How long a consumer that stops works on what it already holds. */
export const CONSUMER_STOP_MS = 20_000;
/** How long a closing transport waits for confirms, and again for the broker's goodbye. */
export const CLOSE_MS = 5_000;
