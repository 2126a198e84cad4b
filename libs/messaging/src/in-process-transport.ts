import { BatchLoop } from './batch-loop.js';
import { TOPOLOGY, topicMatches, type QueueDeclaration, type Topology } from './topology.js';
import type { OnTransportEvent } from './transport-events.js';
import { CONSUMER_STOP_MS } from './transport-limits.js';
import {
  UnconfirmedError,
  UnroutableError,
  type ConsumeOptions,
  type Consumer,
  type IncomingMessage,
  type OutgoingMessage,
  type Transport,
} from './transport.js';

/** One message in one queue. */
interface Letter {
  readonly message: IncomingMessage;
  readonly settled: () => void;
}

interface Subscription {
  readonly loop: BatchLoop<Letter>;
  readonly prefetch: number;
}

/** A queue as the broker has it: it keeps what nobody takes yet and shares it out among its consumers. */
class LetterQueue {
  private waiting: Letter[] = [];
  private readonly subscriptions: Subscription[] = [];

  constructor(readonly declaration: QueueDeclaration) {}

  get depth(): number {
    return this.subscriptions.reduce((sum, { loop }) => sum + loop.held, this.waiting.length);
  }

  accepts(exchange: string, routingKey: string): boolean {
    if (exchange === '') return routingKey === this.declaration.name;
    return this.declaration.bindings.some(
      (binding) => binding.exchange === exchange && topicMatches(binding.pattern, routingKey),
    );
  }

  put(letter: Letter): void {
    this.waiting.push(letter);
    this.deliver();
  }

  /** Gives back what a consumer could not settle, in its old place. */
  putBack(letters: readonly Letter[]): void {
    const redelivered = letters.map((letter) => ({ ...letter, message: again(letter.message) }));
    this.waiting = [...redelivered, ...this.waiting];
    this.deliver();
  }

  subscribe(subscription: Subscription): void {
    this.subscriptions.push(subscription);
    this.deliver();
  }

  unsubscribe(subscription: Subscription): void {
    this.subscriptions.splice(this.subscriptions.indexOf(subscription), 1);
  }

  /** Hands out what waits, to each consumer in turn, up to its prefetch. */
  deliver(): void {
    let handed = 0;
    for (let refusals = 0; handed < this.waiting.length && refusals < this.subscriptions.length;) {
      const next = this.subscriptions.shift()!;
      this.subscriptions.push(next);
      if (next.loop.held < next.prefetch) {
        next.loop.push(this.waiting[handed]!);
        handed += 1;
        refusals = 0;
      } else {
        refusals += 1;
      }
    }
    this.waiting.splice(0, handed);
  }
}

function again(message: IncomingMessage): IncomingMessage {
  return { ...message, redelivered: true };
}

function incoming(message: OutgoingMessage): IncomingMessage {
  return {
    body: Buffer.from(message.body),
    exchange: message.exchange,
    routingKey: message.routingKey,
    redelivered: false,
    contentType: message.contentType,
    messageId: message.messageId,
    type: message.type,
    correlationId: message.correlationId,
    headers: { ...message.headers },
  };
}

/**
 * The bus of the embedded mode: one object, shared by all services of one process and closed by whoever made it.
 *
 * It has no memory beyond the process, so a publish is confirmed only when every queue it went to has settled the
 * message: until then the event stays in its sender's outbox, and the database is what makes it durable. From this
 * follows the one rule for its users: a handler must not wait for a publish, or two could wait for each other.
 * There is no time-out; the deadlines of the handlers bound a publish.
 */
class InProcessTransport implements Transport {
  readonly kind = 'in-process';
  private readonly queues = new Map<string, LetterQueue>();
  private readonly outstanding = new Set<(error: UnconfirmedError) => void>();
  private isClosed = false;

  constructor(
    private readonly topology: Topology,
    private readonly onEvent: OnTransportEvent,
  ) {}

  async declare(): Promise<void> {
    for (const declaration of this.topology.queues) {
      if (!this.queues.has(declaration.name)) {
        this.queues.set(declaration.name, new LetterQueue(declaration));
      }
    }
  }

  async publish(message: OutgoingMessage): Promise<void> {
    if (this.isClosed) throw new UnconfirmedError('The transport is closed');
    const { exchange, routingKey } = message;
    const targets = this.route(exchange, routingKey);
    if (targets.length === 0) {
      if (message.mandatory) throw new UnroutableError(exchange, routingKey);
      this.onEvent({ kind: 'dropped', exchange, routingKey });
      return;
    }
    await this.deliver(targets, incoming(message));
  }

  async consume(
    queueName: string,
    handle: (messages: readonly IncomingMessage[]) => Promise<void>,
    options: ConsumeOptions,
  ): Promise<Consumer> {
    const queue = this.queue(queueName);
    const loop = new BatchLoop<Letter>({
      ...options,
      handle: (letters, isAgain) =>
        handle(letters.map(({ message }) => (isAgain ? again(message) : message))),
      settle: (letters) => {
        for (const letter of letters) letter.settled();
        queue.deliver();
      },
      onRejected: (letters, error, retryInMs) =>
        this.onEvent({ kind: 'batchRejected', queue: queueName, messages: letters.length, error, retryInMs }),
    });
    const subscription = { loop, prefetch: options.prefetch };
    queue.subscribe(subscription);
    return {
      stop: async () => {
        queue.unsubscribe(subscription);
        queue.putBack(await loop.drain(CONSUMER_STOP_MS));
      },
    };
  }

  async depth(queueName: string): Promise<number> {
    return this.queue(queueName).depth;
  }

  isConnected(): boolean {
    return !this.isClosed;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const reject of this.outstanding) reject(new UnconfirmedError('The transport was closed'));
    this.outstanding.clear();
  }

  private queue(name: string): LetterQueue {
    const queue = this.queues.get(name);
    if (queue === undefined) throw new Error(`There is no queue "${name}"`);
    return queue;
  }

  private route(exchange: string, routingKey: string): LetterQueue[] {
    const targets = [...this.queues.values()].filter((queue) => queue.accepts(exchange, routingKey));
    const alternate = this.topology.exchanges.find(({ name }) => name === exchange)?.alternate;
    return targets.length === 0 && alternate !== undefined ? this.route(alternate, routingKey) : targets;
  }

  private deliver(targets: readonly LetterQueue[], message: IncomingMessage): Promise<void> {
    return new Promise((resolve, reject) => {
      let open = targets.length;
      this.outstanding.add(reject);
      const settled = (): void => {
        open -= 1;
        if (open > 0) return;
        this.outstanding.delete(reject);
        resolve();
      };
      for (const queue of targets) queue.put({ message, settled });
    });
  }
}

/** A bus for services that share a process. See `InProcessTransport` for what it promises. */
export function createInProcessTransport(onEvent: OnTransportEvent = () => {}): Transport {
  return new InProcessTransport(TOPOLOGY, onEvent);
}
