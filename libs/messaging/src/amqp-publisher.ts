import { IllegalOperationError, type ChannelModel, type ConfirmChannel, type Message } from 'amqplib';
import type { BrokerNames } from './amqp-topology.js';
import { failPoint } from './fail-point.js';
import type { OnTransportEvent } from './transport-events.js';
import { UnconfirmedError, UnroutableError, type OutgoingMessage } from './transport.js';
import { withinLimit } from './within-limit.js';

export interface PublisherLimits {
  readonly confirmTimeoutMs: number;
  readonly windowMessages: number;
  readonly windowBytes: number;
}

/** Marks a message so that a return can be told from that of its twin; the broker hands it back untouched. */
const SEND_HEADER = 'x-caseloop-send';

interface Sending {
  readonly message: OutgoingMessage;
  readonly body: Buffer;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  isReturned: boolean;
  /** Answered to the caller already; on the way to the broker it still takes its place in the window. */
  isAnswered: boolean;
  timer?: NodeJS.Timeout;
}

/**
 * Publishes on one confirm channel, in the order of the calls. At most a window of messages is on its way; more
 * callers wait, as they do while there is no channel or the broker blocks publishers. Nobody waits longer than the
 * confirm time-out: a swallowed confirm gives no sign of its own before two heartbeats are missed.
 *
 * Every message is sent `mandatory`, also where a caller does not mind: it is the only way to count what is dropped.
 */
export class AmqpPublisher {
  private channel: ConfirmChannel | null = null;
  private isBlocked = false;
  private readonly waiting: Sending[] = [];
  private readonly onTheWay = new Map<string, Sending>();
  private bytesOnTheWay = 0;
  private sent = 0;
  private isClosed = false;
  private whenIdle: () => void = () => {};

  constructor(
    private readonly names: BrokerNames,
    private readonly limits: PublisherLimits,
    private readonly onEvent: OnTransportEvent,
  ) {}

  get isOpen(): boolean {
    return this.channel !== null;
  }

  publish(message: OutgoingMessage): Promise<void> {
    if (this.isClosed) return Promise.reject(new UnconfirmedError('The transport is closed'));
    return new Promise((resolve, reject) => {
      const body = Buffer.from(message.body);
      const sending: Sending = { message, body, resolve, reject, isReturned: false, isAnswered: false };
      sending.timer = setTimeout(() => this.expire(sending), this.limits.confirmTimeoutMs);
      this.waiting.push(sending);
      this.sendWaiting();
    });
  }

  /** Takes a fresh connection; `onLost` is told when the channel, not the connection, ends. */
  async use(connection: ChannelModel, onLost: (error: unknown) => void): Promise<void> {
    const channel = await connection.createConfirmChannel();
    let cause: unknown;
    channel.on('error', (error: Error) => (cause = error));
    channel.on('return', (returned: Message) => this.markReturned(returned));
    channel.on('close', () => {
      // A later channel may be in use already.
      if (this.channel === channel) this.channel = null;
      onLost(cause);
    });
    connection.on('blocked', () => (this.isBlocked = true));
    connection.on('unblocked', () => {
      this.isBlocked = false;
      this.sendWaiting();
    });
    this.isBlocked = false;
    this.channel = channel;
    this.sendWaiting();
  }

  /** Lets what is on its way arrive within `limitMs`, then answers everybody who still waits. */
  async close(limitMs: number): Promise<void> {
    this.isClosed = true;
    if (this.channel !== null) await withinLimit(this.idle(), limitMs);
    for (const sending of [...this.onTheWay.values(), ...this.waiting.splice(0)]) {
      this.answer(sending, new UnconfirmedError('The transport was closed before the broker confirmed'));
    }
    this.onTheWay.clear();
  }

  private idle(): Promise<void> | null {
    if (this.waiting.length + this.onTheWay.size === 0) return null;
    return new Promise((resolve) => (this.whenIdle = resolve));
  }

  private sendWaiting(): void {
    while (this.waiting.length > 0 && this.channel !== null && !this.isBlocked && this.hasRoom()) {
      this.send(this.channel, this.waiting.shift()!);
    }
    if (this.waiting.length + this.onTheWay.size === 0) this.whenIdle();
  }

  /** One message always has room, or a large one would wait for ever. */
  private hasRoom(): boolean {
    const { windowMessages, windowBytes } = this.limits;
    if (this.onTheWay.size === 0) return true;
    return this.onTheWay.size < windowMessages && this.bytesOnTheWay < windowBytes;
  }

  private send(channel: ConfirmChannel, sending: Sending): void {
    const { message, body } = sending;
    this.sent += 1;
    const key = String(this.sent);
    this.onTheWay.set(key, sending);
    this.bytesOnTheWay += body.length;
    const exchange = this.names.exchange(message.exchange);
    const routingKey = this.names.routingKey(message.exchange, message.routingKey);
    const properties = {
      mandatory: true,
      persistent: true,
      contentType: message.contentType,
      messageId: message.messageId,
      type: message.type,
      correlationId: message.correlationId,
      timestamp: message.time === undefined ? undefined : Math.floor(message.time / 1000),
      headers: { ...message.headers, [SEND_HEADER]: key },
    };
    try {
      channel.publish(exchange, routingKey, body, properties, (error) => this.confirmed(key, error));
    } catch (error) {
      this.unsent(key, error);
    }
  }

  /** Nothing was written: the channel is closed and another will come, or the message itself cannot be encoded. */
  private unsent(key: string, error: unknown): void {
    const sending = this.takeOffTheWay(key)!;
    if (!(error instanceof IllegalOperationError)) return this.answer(sending, error as Error);
    this.channel = null;
    this.waiting.unshift(sending);
  }

  private takeOffTheWay(key: string): Sending | undefined {
    const sending = this.onTheWay.get(key);
    if (sending === undefined) return undefined;
    this.onTheWay.delete(key);
    this.bytesOnTheWay -= sending.body.length;
    return sending;
  }

  private markReturned(returned: Message): void {
    const key: unknown = returned.properties.headers?.[SEND_HEADER];
    const sending = this.onTheWay.get(String(key));
    if (sending !== undefined) sending.isReturned = true;
  }

  /** The broker returns a message before it confirms it, so at the confirm everything is known. */
  private confirmed(key: string, error: unknown): void {
    failPoint('publisher.afterPublish.beforeConfirm');
    const sending = this.takeOffTheWay(key);
    if (sending === undefined) return;
    const { exchange, routingKey, mandatory } = sending.message;
    if (error) {
      this.answer(sending, new UnconfirmedError(`"${routingKey}" on "${exchange}": ${String(error)}`));
    } else if (sending.isReturned && mandatory) {
      this.answer(sending, new UnroutableError(exchange, routingKey));
    } else {
      if (sending.isReturned) this.onEvent({ kind: 'dropped', exchange, routingKey });
      this.answer(sending);
    }
    this.sendWaiting();
  }

  private expire(sending: Sending): void {
    const { exchange, routingKey } = sending.message;
    const { confirmTimeoutMs } = this.limits;
    const index = this.waiting.indexOf(sending);
    if (index >= 0) this.waiting.splice(index, 1);
    const what = index >= 0 ? 'could not be sent' : 'was not confirmed';
    const error = new UnconfirmedError(`"${routingKey}" on "${exchange}" ${what} in ${confirmTimeoutMs} ms`);
    this.onEvent({ kind: 'unconfirmed', error });
    this.answer(sending, error);
    this.sendWaiting();
  }

  private answer(sending: Sending, error?: Error): void {
    if (sending.isAnswered) return;
    sending.isAnswered = true;
    clearTimeout(sending.timer);
    if (error === undefined) sending.resolve();
    else sending.reject(error);
  }
}
