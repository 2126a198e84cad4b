import { REDELIVERY_FIRST_MS, REDELIVERY_MAX_MS } from './transport-limits.js';
import { withinLimit } from './within-limit.js';

export interface BatchLoopOptions<T> {
  readonly batchMessages: number;
  readonly lingerMs: number;
  /** `again` is true when this batch was refused before. A batch whose handler rejects comes again after a pause. */
  handle(batch: readonly T[], again: boolean): Promise<void>;
  settle(batch: readonly T[]): void;
  onRejected(batch: readonly T[], error: unknown, retryInMs: number): void;
}

/**
 * Turns messages that arrive into batches, one after the other, for both transports.
 *
 * A batch is what one turn of the event loop brought: at low rates nothing waits. Only when the batch before was
 * full - the sign of load - a smaller one waits up to `lingerMs` for company.
 *
 * A refused batch stays here and is tried again after a pause. Giving it back to the broker would count as a
 * delivery for every message in hand, good ones too, and an outage of the database would carry innocent messages
 * over the delivery limit.
 */
export class BatchLoop<T> {
  private waiting: T[] = [];
  private inHand: readonly T[] = [];
  private state: 'open' | 'draining' | 'abandoned' = 'open';
  private wasFull = false;
  private running: Promise<void> | null = null;
  private endLinger: (() => void) | null = null;
  private endPause: (() => void) | null = null;

  constructor(private readonly options: BatchLoopOptions<T>) {}

  /** Messages taken and not yet settled. */
  get held(): number {
    return this.waiting.length + this.inHand.length;
  }

  push(item: T): void {
    if (this.isAbandoned()) return;
    this.waiting.push(item);
    if (this.waiting.length >= this.options.batchMessages) this.endLinger?.();
    this.running ??= this.run();
  }

  /** Works off what is held within `limitMs`, trying nothing twice. Returns what could not be settled. */
  async drain(limitMs: number): Promise<readonly T[]> {
    if (this.state === 'open') this.state = 'draining';
    this.endLinger?.();
    this.endPause?.();
    await withinLimit(this.running, limitMs);
    return this.release();
  }

  /** What is held is no longer ours to settle. Resolves when the handler has come back. */
  async abandon(): Promise<void> {
    this.release();
    this.endLinger?.();
    this.endPause?.();
    await this.running;
  }

  private isAbandoned(): boolean {
    return this.state === 'abandoned';
  }

  private release(): readonly T[] {
    this.state = 'abandoned';
    const unsettled = [...this.inHand, ...this.waiting];
    this.inHand = [];
    this.waiting = [];
    return unsettled;
  }

  private async run(): Promise<void> {
    // What the same read of the socket brings along belongs to this batch.
    await new Promise(setImmediate);
    while (this.waiting.length > 0 && !this.isAbandoned()) {
      if (this.wasFull && this.waiting.length < this.options.batchMessages) await this.linger();
      const batch = this.waiting.splice(0, this.options.batchMessages);
      if (batch.length === 0) break;
      this.wasFull = batch.length === this.options.batchMessages;
      this.inHand = batch;
      await this.work(batch);
    }
    this.running = null;
  }

  private async work(batch: readonly T[]): Promise<void> {
    let pauseMs = REDELIVERY_FIRST_MS;
    while (!(await this.attempt(batch, pauseMs))) {
      if (this.state === 'draining') this.state = 'abandoned';
      if (this.isAbandoned()) return;
      await this.pause(pauseMs);
      if (this.isAbandoned()) return;
      pauseMs = Math.min(pauseMs * 2, REDELIVERY_MAX_MS);
    }
    // Released meanwhile: the messages belong to somebody else, who gets them a second time.
    if (this.isAbandoned()) return;
    this.inHand = [];
    this.options.settle(batch);
  }

  private async attempt(batch: readonly T[], retryInMs: number): Promise<boolean> {
    try {
      await this.options.handle(batch, retryInMs > REDELIVERY_FIRST_MS);
      return true;
    } catch (error) {
      this.options.onRejected(batch, error, retryInMs);
      return false;
    }
  }

  private linger(): Promise<void> {
    if (this.options.lingerMs === 0 || this.state !== 'open') return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.options.lingerMs);
      this.endLinger = () => (clearTimeout(timer), resolve());
    });
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.endPause = () => (clearTimeout(timer), resolve());
    });
  }
}
