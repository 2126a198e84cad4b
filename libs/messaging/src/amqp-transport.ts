import type { ChannelModel } from 'amqplib';
import { AmqpConsumer } from './amqp-consumer.js';
import { AmqpLink, farewell } from './amqp-link.js';
import { AmqpPublisher, type PublisherLimits } from './amqp-publisher.js';
import { BrokerNames, declareTopology } from './amqp-topology.js';
import { closeChannel } from './close-channel.js';
import type { OnTransportEvent } from './transport-events.js';
import {
  CLOSE_MS,
  CONFIRM_TIMEOUT_MS,
  CONFIRM_WINDOW_BYTES,
  CONFIRM_WINDOW_MESSAGES,
} from './transport-limits.js';
import type { ConsumeOptions, Consumer, IncomingMessage, OutgoingMessage, Transport } from './transport.js';

export interface AmqpOptions {
  /** `amqp://user:password@host:port/vhost`, or `amqps:`. */
  readonly url: string;
  /** Put before the name of every exchange and queue of ours. */
  readonly prefix: string;
  /** Whose connections these are, as the broker's list shows them. */
  readonly name?: string;
  readonly limits?: Partial<PublisherLimits>;
  readonly onEvent?: OnTransportEvent;
}

const DEFAULT_LIMITS: PublisherLimits = {
  confirmTimeoutMs: CONFIRM_TIMEOUT_MS,
  windowMessages: CONFIRM_WINDOW_MESSAGES,
  windowBytes: CONFIRM_WINDOW_BYTES,
};

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** RabbitMQ (3.10 and later) as a `Transport`; see `docs/decisions/0004-own-transport-strategy.md`. */
class AmqpTransport implements Transport {
  readonly kind = 'amqp';
  private readonly names: BrokerNames;
  private readonly publisher: AmqpPublisher;
  private readonly publishing: AmqpLink;
  private readonly consuming: AmqpLink;
  private readonly consumers = new Set<AmqpConsumer>();
  private readonly onEvent: OnTransportEvent;
  private declareWaiters: Waiter[] = [];

  constructor(options: AmqpOptions) {
    const { url, prefix, name = 'caseloop', onEvent = () => {} } = options;
    this.names = new BrokerNames(prefix);
    this.publisher = new AmqpPublisher(this.names, { ...DEFAULT_LIMITS, ...options.limits }, onEvent);
    this.onEvent = onEvent;
    // Two connections: under an alarm the broker stops reading from one that publishes, acks on it included.
    this.publishing = new AmqpLink({
      url,
      onEvent,
      name: `${name} publishing`,
      prepare: (connection) => this.preparePublishing(connection),
      onReady: () => {},
    });
    this.consuming = new AmqpLink({
      url,
      onEvent,
      name: `${name} consuming`,
      prepare: (connection) => declareTopology(connection, this.names),
      onReady: () => this.consumers.forEach((consumer) => consumer.connected()),
    });
  }

  start(): void {
    this.publishing.start();
    this.consuming.start();
  }

  async declare(): Promise<void> {
    const connection = this.publishing.open;
    if (connection !== null) return declareTopology(connection, this.names);
    // Every fresh connection is declared on before it is used.
    await new Promise<void>((resolve, reject) => this.declareWaiters.push({ resolve, reject }));
  }

  publish(message: OutgoingMessage): Promise<void> {
    return this.publisher.publish(message);
  }

  async consume(
    queue: string,
    handle: (messages: readonly IncomingMessage[]) => Promise<void>,
    options: ConsumeOptions,
  ): Promise<Consumer> {
    const consumer = new AmqpConsumer({
      queue,
      handle,
      options,
      names: this.names,
      onEvent: this.onEvent,
      connection: () => this.consuming.open,
      declare: (connection) => declareTopology(connection, this.names),
    });
    this.consumers.add(consumer);
    consumer.connected();
    return {
      stop: async () => {
        await consumer.stop();
        this.consumers.delete(consumer);
      },
    };
  }

  async depth(queue: string): Promise<number> {
    const connection = this.consuming.open;
    if (connection === null) throw new Error('There is no connection to the broker');
    const held = [...this.consumers].filter((consumer) => consumer.queue === queue);
    return held.reduce((sum, consumer) => sum + consumer.held, await this.waitingIn(connection, queue));
  }

  isConnected(): boolean {
    return this.publishing.open !== null && this.consuming.open !== null && this.publisher.isOpen;
  }

  async close(): Promise<void> {
    await Promise.all([...this.consumers].map((consumer) => consumer.stop()));
    await this.publisher.close(CLOSE_MS);
    await Promise.all([this.publishing.close(), this.consuming.close()]);
    this.answerDeclare(new Error('The transport was closed'));
  }

  private async preparePublishing(connection: ChannelModel): Promise<void> {
    try {
      await declareTopology(connection, this.names);
    } catch (error) {
      this.answerDeclare(error);
      throw error;
    }
    // A channel that ends alone (its exchange was deleted) takes the connection along: reconnecting declares all
    // there is, in the right order, and is the one way back that is exercised often.
    await this.publisher.use(connection, () => void farewell(connection));
    this.answerDeclare();
  }

  private answerDeclare(error?: unknown): void {
    for (const { resolve, reject } of this.declareWaiters.splice(0)) {
      if (error === undefined) resolve();
      else reject(error);
    }
  }

  /** On a channel of its own: asking for a queue that is not there closes the channel. */
  private async waitingIn(connection: ChannelModel, queue: string): Promise<number> {
    const channel = await connection.createChannel();
    channel.on('error', () => {});
    const { messageCount } = await channel.checkQueue(this.names.queue(queue));
    await closeChannel(channel);
    return messageCount;
  }
}

/**
 * A transport over RabbitMQ that returns at once and connects from then on: a service starts, and takes requests
 * into its database, while the broker is away. `declare` waits for the first connection; it rejects when the broker
 * refuses the topology, for example because a queue exists with other arguments.
 */
export function connectAmqp(options: AmqpOptions): Transport {
  const transport = new AmqpTransport(options);
  transport.start();
  return transport;
}
