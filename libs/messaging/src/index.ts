export type * from './events.js';
export type * from './messaging.js';
export { EXCHANGES, INTAKE_QUEUE, UnconfirmedError, UnroutableError, eventsQueue, resyncQueue, type ConsumeOptions, type Consumer, type IncomingMessage, type OutgoingMessage, type Transport } from './transport.js';
