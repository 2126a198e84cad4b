import { connect, type ChannelModel } from 'amqplib';
import type { Duplex } from 'node:stream';
import type { OnTransportEvent } from './transport-events.js';
import {
  CLOSE_MS,
  CONNECT_TIMEOUT_MS,
  HEARTBEAT_S,
  RECONNECT_CALM_MS,
  RECONNECT_FIRST_MS,
  RECONNECT_MAX_MS,
} from './transport-limits.js';
import { withinLimit } from './within-limit.js';

export interface AmqpLinkOptions {
  readonly url: string;
  /** Shown in the broker's list of connections. */
  readonly name: string;
  readonly onEvent: OnTransportEvent;
  /** Prepares a fresh connection; when it rejects, the connection is given up and made again. */
  prepare(connection: ChannelModel): Promise<void>;
  onReady(): void;
}

/** Grows with every failure; chance keeps a hundred clients from coming back in the same instant. */
export class BackOff {
  private boundMs = RECONNECT_FIRST_MS;

  next(): number {
    const delayMs = Math.random() * this.boundMs;
    this.boundMs = Math.min(this.boundMs * 2, RECONNECT_MAX_MS);
    return delayMs;
  }

  reset(): void {
    this.boundMs = RECONNECT_FIRST_MS;
  }
}

/**
 * One connection to the broker that is kept up until it is closed. amqplib can reconnect by itself, but it tells
 * nobody when the old connection went, and confirms and acks must not cross from one connection to the next.
 */
export class AmqpLink {
  private connection: ChannelModel | null = null;
  private isReady = false;
  private isClosing = false;
  private readonly backOff = new BackOff();
  private endPause: () => void = () => {};
  private supervision: Promise<void> | null = null;

  constructor(private readonly options: AmqpLinkOptions) {}

  /** Null while there is none or it is still being prepared. */
  get open(): ChannelModel | null {
    return this.isReady ? this.connection : null;
  }

  start(): void {
    this.supervision ??= this.supervise();
  }

  async close(): Promise<void> {
    this.isClosing = true;
    this.endPause();
    if (this.connection !== null) await farewell(this.connection);
    await withinLimit(this.supervision, CONNECT_TIMEOUT_MS);
  }

  private async supervise(): Promise<void> {
    while (!this.isClosing) {
      const openedAt = performance.now();
      try {
        await this.live();
      } catch (error) {
        if (this.isClosing) return;
        const retryInMs = this.backOff.next();
        this.options.onEvent({ kind: 'connectFailed', connection: this.options.name, error, retryInMs });
        await this.pause(retryInMs);
        continue;
      }
      if (performance.now() - openedAt > RECONNECT_CALM_MS) this.backOff.reset();
      if (!this.isClosing) await this.pause(this.backOff.next());
    }
  }

  /** From connecting to the end of the connection. Rejects when it never came to be of use. */
  private async live(): Promise<void> {
    const connection = await connect(withHeartbeat(this.options.url), {
      noDelay: true,
      timeout: CONNECT_TIMEOUT_MS,
      clientProperties: { connection_name: this.options.name },
    });
    const end = this.watch(connection);
    if (this.isClosing) return farewell(connection);
    this.connection = connection;
    try {
      // What waits for an answer must not wait for a connection that is gone.
      await Promise.race([this.options.prepare(connection), end.then(cutShort)]);
    } catch (error) {
      this.connection = null;
      await farewell(connection);
      throw error;
    }
    this.isReady = true;
    this.options.onEvent({ kind: 'connected', connection: this.options.name });
    this.options.onReady();
    const error = await end;
    this.isReady = false;
    this.connection = null;
    if (!this.isClosing) {
      this.options.onEvent({ kind: 'disconnected', connection: this.options.name, error });
    }
  }

  /** Resolves with the reason when the connection is gone. An 'error' nobody listens to would end the process. */
  private watch(connection: ChannelModel): Promise<unknown> {
    const { name, onEvent } = this.options;
    connection.on('blocked', (reason: string) => onEvent({ kind: 'blocked', connection: name, reason }));
    connection.on('unblocked', () => onEvent({ kind: 'unblocked', connection: name }));
    return new Promise((resolve) => {
      let cause: unknown;
      connection.on('error', (error: Error) => (cause ??= error));
      connection.on('close', (error?: Error) => resolve(cause ?? error));
    });
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.endPause = () => (clearTimeout(timer), resolve());
    });
  }
}

/** Closes as the protocol wants it; a peer that does not answer in time is hung up on. */
export async function farewell(connection: ChannelModel): Promise<void> {
  // Closing never answers when the socket ends first, and throws when the connection is closed already.
  const closed = new Promise((resolve) => connection.once('close', resolve));
  const goodbye = Promise.resolve().then(() => connection.close());
  if (await withinLimit(Promise.race([goodbye, closed]), CLOSE_MS)) return;
  const { stream } = connection.connection as unknown as { readonly stream: Duplex };
  stream.destroy(new Error(`The broker did not answer the goodbye within ${CLOSE_MS} ms`));
}

function cutShort(cause: unknown): never {
  throw cause ?? new Error('The connection was closed while it was being prepared');
}

function withHeartbeat(url: string): string {
  const parsed = new URL(url);
  if (!parsed.searchParams.has('heartbeat')) parsed.searchParams.set('heartbeat', String(HEARTBEAT_S));
  return parsed.toString();
}
