export { EXCHANGES, INTAKE_QUEUE, eventsQueue, resyncQueue } from '@caseloop/contracts';

export interface OutgoingMessage {
  /** One of `EXCHANGES`, or '' for the queue that `routingKey` names. */
  readonly exchange: string;
  readonly routingKey: string;
  readonly body: string;
  readonly contentType: string;
  readonly messageId?: string;
  readonly type?: string;
  readonly correlationId?: string;
  /** When it happened, epoch milliseconds; AMQP carries whole seconds. */
  readonly time?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** When true a message that no queue takes is an error (`UnroutableError`); otherwise it is dropped and counted. */
  readonly mandatory: boolean;
}

export interface IncomingMessage {
  readonly body: Buffer;
  readonly exchange: string;
  readonly routingKey: string;
  readonly redelivered: boolean;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly messageId?: string;
  readonly type?: string;
  readonly correlationId?: string;
  readonly replyTo?: string;
  /** The user the broker has authenticated, where the sender stated one (the broker refuses a false one). */
  readonly userId?: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Nobody would have got the message. It stays with whoever wanted to send it. */
export class UnroutableError extends Error {
  constructor(
    readonly exchange: string,
    readonly routingKey: string,
  ) {
    super(`No queue takes "${routingKey}" on exchange "${exchange}"`);
  }
}

/** The transport did not confirm in time, or was cut off: it may or may not have the message. */
export class UnconfirmedError extends Error {}

export interface ConsumeOptions {
  /** Unsettled messages the transport hands over at most. */
  readonly prefetch: number;
  /** Messages of one batch at most. */
  readonly batchMessages: number;
  /** How long a batch that is not full waits for more, milliseconds; 0 takes what one read brought. */
  readonly lingerMs: number;
}

export interface Consumer {
  /** Takes no further messages, waits until those in hand are settled. */
  stop(): Promise<void>;
}

/**
 * What carries messages. Two implementations, one contract suite: RabbitMQ, and in-process for the embedded mode.
 * A batch whose handler resolves is settled; one whose handler rejects is delivered again after a pause.
 */
export interface Transport {
  readonly kind: 'amqp' | 'in-process';
  /** Declares every exchange, queue and binding of the product; idempotent, repeated after each reconnect. */
  declare(): Promise<void>;
  /** Resolves when the transport has the message for good; `UnroutableError` or `UnconfirmedError` otherwise. */
  publish(message: OutgoingMessage): Promise<void>;
  consume(
    queue: string,
    handle: (messages: readonly IncomingMessage[]) => Promise<void>,
    options: ConsumeOptions,
  ): Promise<Consumer>;
  /** Messages that wait in a queue, those handed over and not yet settled included as far as this process knows. */
  depth(queue: string): Promise<number>;
  isConnected(): boolean;
  close(): Promise<void>;
}
