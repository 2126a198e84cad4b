import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import { BackOff } from './amqp-link.js';
import type { BrokerNames } from './amqp-topology.js';
import { BatchLoop } from './batch-loop.js';
import { closeChannel } from './close-channel.js';
import { failPoint } from './fail-point.js';
import type { OnTransportEvent } from './transport-events.js';
import { CLOSE_MS, CONSUMER_STOP_MS } from './transport-limits.js';
import type { ConsumeOptions, Consumer, IncomingMessage } from './transport.js';
import { withinLimit } from './within-limit.js';

export interface AmqpConsumerParts {
  readonly queue: string;
  readonly names: BrokerNames;
  readonly options: ConsumeOptions;
  readonly onEvent: OnTransportEvent;
  handle(messages: readonly IncomingMessage[]): Promise<void>;
  /** The connection to consume on; null while there is none. `connected` has to be called when there is. */
  connection(): ChannelModel | null;
  /** Makes sure the queue is there, on that connection. */
  declare(connection: ChannelModel): Promise<void>;
}

/**
 * One channel and what arrived on it. Its delivery tags mean something on this channel alone: an ack that came
 * after a reconnect would settle a stranger or, as an unknown tag, kill the new channel.
 */
interface Session {
  readonly channel: Channel;
  readonly loop: BatchLoop<ConsumeMessage>;
  isAlive: boolean;
}

/** Consumes one queue, one batch at a time, over as many channels as it takes, until it is stopped. */
export class AmqpConsumer implements Consumer {
  private session: Session | null = null;
  private isStopped = false;
  private opening: Promise<void> | null = null;
  private retryTimer: NodeJS.Timeout | undefined;
  private previousLoop: BatchLoop<ConsumeMessage> | null = null;
  private readonly backOff = new BackOff();

  constructor(private readonly parts: AmqpConsumerParts) {}

  get queue(): string {
    return this.parts.queue;
  }

  /** Messages of the queue this process has and did not settle. */
  get held(): number {
    return this.session?.isAlive ? this.session.loop.held : 0;
  }

  /** To be called when there is a connection again. */
  connected(): void {
    if (this.session === null) this.reopen(false);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.retryTimer);
    await withinLimit(this.opening, CONSUMER_STOP_MS);
    const session = this.session;
    if (session === null) return;
    await withinLimit(this.cancel(session), CLOSE_MS);
    await session.loop.drain(CONSUMER_STOP_MS);
    session.isAlive = false;
    this.session = null;
    // Acks and the close travel in order; what was not settled goes back to the queue with the channel.
    await withinLimit(closeChannel(session.channel), CLOSE_MS);
  }

  private async cancel({ channel, isAlive }: Session): Promise<void> {
    if (isAlive) await channel.cancel(this.tag());
  }

  private reopen(isRepair: boolean): void {
    clearTimeout(this.retryTimer);
    if (this.isStopped) return;
    this.opening ??= this.open(isRepair).finally(() => (this.opening = null));
  }

  private tag(): string {
    return `caseloop.${this.parts.queue}`;
  }

  /** `isRepair`: the connection may have lived on, and something about the channel or the queue was wrong. */
  private async open(isRepair: boolean): Promise<void> {
    // Batches stay one at a time, also across channels.
    await this.previousLoop?.abandon();
    const connection = this.parts.connection();
    if (connection === null) return this.retryLater();
    try {
      if (isRepair) await this.parts.declare(connection);
      await this.subscribe(await connection.createChannel());
    } catch (error) {
      this.lost(error);
    }
  }

  private async subscribe(channel: Channel): Promise<void> {
    const session: Session = { channel, loop: this.newLoop(() => session), isAlive: true };
    this.session = session;
    this.previousLoop = session.loop;
    let cause: unknown;
    channel.on('error', (error: Error) => (cause = error));
    channel.on('close', () => this.ended(session, cause));
    const onMessage = (message: ConsumeMessage | null): void => {
      if (message !== null) session.loop.push(message);
      else this.cancelled(session);
    };
    try {
      await channel.prefetch(this.parts.options.prefetch);
      const queue = this.parts.names.queue(this.parts.queue);
      await channel.consume(queue, onMessage, { consumerTag: this.tag() });
      this.backOff.reset();
    } catch (error) {
      this.ended(session, error);
    }
  }

  private newLoop(session: () => Session): BatchLoop<ConsumeMessage> {
    const { queue, options, names, onEvent } = this.parts;
    return new BatchLoop<ConsumeMessage>({
      ...options,
      handle: (batch, isAgain) =>
        this.parts.handle(batch.map((message) => incoming(message, names, isAgain))),
      settle: (batch) => this.settle(session(), batch),
      onRejected: (batch, error, retryInMs) =>
        onEvent({ kind: 'batchRejected', queue, messages: batch.length, error, retryInMs }),
    });
  }

  private settle({ channel, isAlive }: Session, batch: readonly ConsumeMessage[]): void {
    if (!isAlive) return;
    failPoint('consumer.afterCommit.beforeAck');
    try {
      // One ack for all up to the last: batches of a channel are settled in the order they came.
      channel.ack(batch.at(-1)!, true);
    } catch {
      // The connection is closing under us; its end is on the way and the broker delivers the batch again.
    }
  }

  /** The server ended the subscription, not the channel: the queue was deleted or lost its leader. */
  private cancelled(session: Session): void {
    this.ended(session, new Error('The broker cancelled the consumer'));
    void closeChannel(session.channel);
  }

  private ended(session: Session, error: unknown): void {
    if (!session.isAlive) return;
    session.isAlive = false;
    if (this.isStopped) return;
    void session.loop.abandon();
    this.lost(error);
  }

  private lost(error: unknown): void {
    this.session = null;
    this.parts.onEvent({ kind: 'consumerLost', queue: this.parts.queue, error });
    this.retryLater();
  }

  private retryLater(): void {
    clearTimeout(this.retryTimer);
    if (this.isStopped) return;
    this.retryTimer = setTimeout(() => this.reopen(true), this.backOff.next());
  }
}

function incoming(message: ConsumeMessage, names: BrokerNames, isAgain: boolean): IncomingMessage {
  const { fields, properties, content } = message;
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  return {
    body: content,
    exchange: names.own(fields.exchange),
    routingKey: fields.exchange === '' ? names.own(fields.routingKey) : fields.routingKey,
    redelivered: fields.redelivered || isAgain,
    contentType: text(properties.contentType),
    contentEncoding: text(properties.contentEncoding),
    messageId: text(properties.messageId),
    type: text(properties.type),
    correlationId: text(properties.correlationId),
    replyTo: text(properties.replyTo),
    userId: text(properties.userId),
    headers: properties.headers ?? {},
  };
}
