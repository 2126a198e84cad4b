/** Every limit of the engine, each with its reason. Those of the transports stand in `transport-limits.ts`. */

/** A transaction that lost a deadlock or a serialisation race runs this often before its caller hears of it. */
export const TRANSACTION_TRIES_MAX = 5;

/** Parts of the outbox, so that instances can share it: order holds per subject, a subject lies in one shard. */
export const OUTBOX_SHARDS = 16;
/** References one pass of the relay reads: five full messages, and the most a crash sends twice. */
export const RELAY_EVENTS_MAX = 500;
/** The relay's pause after a pass that found something, and the one it grows to while the outbox is empty. */
export const RELAY_POLL_MIN_MS = 50;
export const RELAY_POLL_MAX_MS = 500;
/** How long a publish waits to be confirmed: shorter than a database lets a transaction idle (15 s). */
export const PUBLISH_WAIT_MS = 10_000;
/** How long a relay that stops still hopes for confirms. */
export const RELAY_STOP_GRACE_MS = 2_000;
/** How long a source rests that no queue took, or whose message was not confirmed. */
export const RELAY_BACKOFF_MS = 1_000;

/** Messages the transport hands over unsettled, and those of one batch. */
export const CONSUME_PREFETCH = 32;
export const CONSUME_BATCH_MESSAGES = 16;
/** A few milliseconds let a burst arrive together; nobody notices them. */
export const CONSUME_LINGER_MS = 5;
/** Events of one transaction: enough to make statements cheap, few enough to keep locks short. */
export const INBOX_EVENTS_MAX = 500;
/** Kept events of one stream that are read beside a batch; the rest follows in the next one. */
export const KEPT_READ_MAX = 200;

/** Pauses between tries of a whole batch after a passing error, before the transport is asked to bring it again. */
export const TRANSIENT_PAUSES_MS: readonly number[] = [50, 200, 800];
/** Pauses between tries of one failing event; after the last it is parked. */
export const RETRY_LADDER_MS: readonly number[] = [5_000, 30_000, 120_000, 600_000, 3_600_000, 21_600_000];
/** Share of a pause that is left to chance, so that what failed together does not come again together. */
export const JITTER = 0.2;

/** The pause before an awaiting event is looked at again doubles between these two. */
export const AWAITING_PAUSE_MIN_MS = 200;
export const AWAITING_PAUSE_MAX_MS = 10_000;
/** The kept worker's pause when nothing is due; it is woken when something becomes due here. */
export const KEPT_POLL_MIN_MS = 50;
export const KEPT_POLL_MAX_MS = 500;
/** Streams whose kept events one pass takes up. */
export const KEPT_STREAMS_MAX = 100;

/** How long a hole may stay open before its owner is asked: longer than any order a broker mixes up. */
export const GAP_WAIT_MS = 30_000;
/** Streams one look at the holes asks for. */
export const GAPS_MAX = 200;
/** Events an answer to one question carries; who still misses some asks again. */
export const RESYNC_EVENTS_MAX = 1_000;
/** Messages in its own queue above which a consumer asks for no heads: what it misses is probably among them. */
export const RESYNC_DEPTH_MAX = 2 * CONSUME_PREFETCH;
/** Suspected streams remembered between two looks; heads are said again, so forgetting is safe. */
export const SUSPECTS_MAX = 10_000;

/** How often an owner says the heads of its streams, and how far back. */
export const HEADS_INTERVAL_MS = 60_000;
export const HEADS_WINDOW_MS = 600_000;
/** Heads of one event: at most 200 characters a subject, so always below the size of an event. */
export const HEADS_PER_EVENT = 400;
/** Heads said in one round; an owner that changes more lets the rest to the next round. */
export const HEADS_MAX = 20_000;

/** What is kept of a body that is no event. */
export const UNREADABLE_BYTES_MAX = 256 * 1024;
/** What is kept of an error's text; the rest is in the log. */
export const ERROR_TEXT_MAX = 2_000;
/** Parked events one list shows. */
export const PARKED_LIST_MAX = 1_000;

/** How long stopping may take: batches in hand, then one last pass of the relay. */
export const STOP_MS = 20_000;

/** Everything that waits, in milliseconds of monotonic time; tests make it short. */
export interface MessagingTimings {
  readonly relayPollMinMs: number;
  readonly relayPollMaxMs: number;
  readonly relayBackoffMs: number;
  readonly lingerMs: number;
  readonly transientPausesMs: readonly number[];
  readonly retryLadderMs: readonly number[];
  readonly awaitingPauseMinMs: number;
  readonly awaitingPauseMaxMs: number;
  readonly keptPollMinMs: number;
  readonly keptPollMaxMs: number;
  readonly gapWaitMs: number;
  readonly headsIntervalMs: number;
  readonly stopMs: number;
}

export const DEFAULT_TIMINGS: MessagingTimings = {
  relayPollMinMs: RELAY_POLL_MIN_MS,
  relayPollMaxMs: RELAY_POLL_MAX_MS,
  relayBackoffMs: RELAY_BACKOFF_MS,
  lingerMs: CONSUME_LINGER_MS,
  transientPausesMs: TRANSIENT_PAUSES_MS,
  retryLadderMs: RETRY_LADDER_MS,
  awaitingPauseMinMs: AWAITING_PAUSE_MIN_MS,
  awaitingPauseMaxMs: AWAITING_PAUSE_MAX_MS,
  keptPollMinMs: KEPT_POLL_MIN_MS,
  keptPollMaxMs: KEPT_POLL_MAX_MS,
  gapWaitMs: GAP_WAIT_MS,
  headsIntervalMs: HEADS_INTERVAL_MS,
  stopMs: STOP_MS,
};
