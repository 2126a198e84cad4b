export type * from './events.js';
export type * from './messaging.js';
export {
  EXCHANGES,
  INTAKE_QUEUE,
  UnconfirmedError,
  UnroutableError,
  eventsQueue,
  resyncQueue,
  type ConsumeOptions,
  type Consumer,
  type IncomingMessage,
  type OutgoingMessage,
  type Transport,
} from './transport.js';
export {
  DEAD_QUEUE,
  TOPOLOGY,
  UNROUTED_QUEUE,
  sourceKey,
  topicMatches,
  type ExchangeDeclaration,
  type QueueDeclaration,
  type Topology,
} from './topology.js';
export { createInProcessTransport } from './in-process-transport.js';
export { connectAmqp, type AmqpOptions } from './amqp-transport.js';
export { connectTransport, type TransportConfig } from './connect-transport.js';
export type { OnTransportEvent, TransportEvent } from './transport-events.js';
export {
  CLOSE_MS,
  CONFIRM_TIMEOUT_MS,
  CONFIRM_WINDOW_BYTES,
  CONFIRM_WINDOW_MESSAGES,
  CONNECT_TIMEOUT_MS,
  CONSUMER_STOP_MS,
  DELIVERY_LIMIT,
  HEARTBEAT_S,
  RECONNECT_CALM_MS,
  RECONNECT_FIRST_MS,
  RECONNECT_MAX_MS,
  REDELIVERY_FIRST_MS,
  REDELIVERY_MAX_MS,
} from './transport-limits.js';
export { causedBy } from './caused-by.js';
export { createMessaging, type MessagingOptions } from './create-messaging.js';
export { SubscriptionMismatchError } from './event-server.js';
export { failPoint } from './fail-point.js';
export { PermanentError, codeOf, kindOf, type FailureKind } from './failure.js';
export { MessagingTables1700000000000 } from './migrations/1700000000000-messaging-tables.js';
export { MESSAGING_TABLES } from './tables.js';
export { CommitUnknownError, RolledBackError } from './transaction.js';
export {
  AWAITING_PAUSE_MAX_MS,
  AWAITING_PAUSE_MIN_MS,
  CONSUME_BATCH_MESSAGES,
  CONSUME_LINGER_MS,
  CONSUME_PREFETCH,
  ERROR_TEXT_MAX,
  GAP_WAIT_MS,
  GAPS_MAX,
  HEADS_INTERVAL_MS,
  HEADS_MAX,
  HEADS_PER_EVENT,
  HEADS_WINDOW_MS,
  INBOX_EVENTS_MAX,
  JITTER,
  KEPT_POLL_MAX_MS,
  KEPT_POLL_MIN_MS,
  KEPT_READ_MAX,
  KEPT_STREAMS_MAX,
  OUTBOX_SHARDS,
  PARKED_LIST_MAX,
  PUBLISH_WAIT_MS,
  RELAY_BACKOFF_MS,
  RELAY_EVENTS_MAX,
  RELAY_POLL_MAX_MS,
  RELAY_POLL_MIN_MS,
  RELAY_STOP_GRACE_MS,
  RESYNC_DEPTH_MAX,
  RESYNC_EVENTS_MAX,
  RETRY_LADDER_MS,
  STOP_MS,
  SUSPECTS_MAX,
  TRANSACTION_TRIES_MAX,
  TRANSIENT_PAUSES_MS,
  UNREADABLE_BYTES_MAX,
  type MessagingTimings,
} from './limits.js';
