const SECOND = 1000;

/** How long the embedded database may take to accept connections, first creation included. */
export const DATABASE_START_MS_MAX = 60 * SECOND;
/** How long a stop waits for the embedded database before it is told to leave at once. */
export const DATABASE_STOP_MS_MAX = 10 * SECOND;
/** Connections of the embedded database: six pools, an administrator's and a few for a person's own look. */
export const DATABASE_CONNECTIONS_MAX = 120;
/** How long a service process of `--infra local` may take until it is ready. */
export const PROCESS_START_MS_MAX = 60 * SECOND;
/** How long a service process may take to drain before it is killed. */
export const PROCESS_STOP_MS_MAX = 45 * SECOND;
/** Instants one `advance` walks through at most. */
export const WALK_INSTANTS_MAX = 10_000;
/** How far one `advance` goes: a hundred years. Further on, instants stop being RFC 3339. */
export const WALK_MS_MAX = 100 * 365 * 24 * 60 * 60 * SECOND;
/** How long the services may take to settle at one instant before the walk gives up and says what is unsettled. */
export const SETTLE_MS_MAX = 60 * SECOND;
/** Pause between two looks at whether everything is settled. */
export const SETTLE_POLL_MS = 5;
/** How long a connection may wait for its next request: as long as at the services, not the five seconds of Node. */
export const KEEP_ALIVE_MS = 75 * SECOND;
/** How long a forwarded request may take at its service. */
export const FORWARD_MS_MAX = 60 * SECOND;
