/** Limits of the tests' own machinery. */

/** How long `eventually` waits unless told otherwise, milliseconds. */
export const EVENTUALLY_TIMEOUT_MS = 10_000;
/** How often `eventually` looks, milliseconds. */
export const EVENTUALLY_INTERVAL_MS = 20;
/** How long looking for a server may take before the next place is tried, milliseconds. */
export const SERVER_PROBE_TIMEOUT_MS = 1_500;
/** How long a stopped service's connections may take to disappear from the server, milliseconds. */
export const LEAK_TIMEOUT_MS = 5_000;
