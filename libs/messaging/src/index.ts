export type * from './events.js';
export type * from './messaging.js';
export { EXCHANGES, INTAKE_QUEUE, UnconfirmedError, UnroutableError, eventsQueue, resyncQueue, type ConsumeOptions, type Consumer, type IncomingMessage, type OutgoingMessage, type Transport } from './transport.js';
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
