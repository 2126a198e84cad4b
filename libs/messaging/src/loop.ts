import { withinLimit } from './within-limit.js';

/** What a pass found: more of it at once, something, or nothing. */
export type PassResult = 'more' | 'some' | 'none';

/**
 * Repeats a pass: at once while there is more, after `minMs` when there was something, then ever later up to
 * `maxMs`. Passes never overlap. Timers are monotonic and keep no process alive.
 */
export class Loop {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | null = null;
  private wakened = false;
  private stopped = true;
  private pauseMs: number;

  constructor(
    private readonly pass: () => Promise<PassResult>,
    private readonly pause: { readonly minMs: number; readonly maxMs: number },
    private readonly onError: (error: unknown) => void,
  ) {
    this.pauseMs = pause.minMs;
  }

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.wake();
  }

  /** Runs a pass now, or once more after the one that is running. */
  wake(): void {
    this.wakened = true;
    if (this.stopped || this.running !== null) return;
    clearTimeout(this.timer);
    this.running = this.run();
  }

  /** Lets the running pass end, but waits no longer than `limitMs`. */
  async stop(limitMs: number): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await withinLimit(this.running, limitMs);
  }

  private async run(): Promise<void> {
    let result: PassResult = 'none';
    do {
      this.wakened = false;
      try {
        result = await this.pass();
      } catch (error) {
        result = 'none';
        this.pauseMs = this.pause.maxMs;
        this.onError(error);
      }
    } while (!this.stopped && (this.wakened || result === 'more'));
    this.running = null;
    if (this.stopped) return;
    this.pauseMs = result === 'some' ? this.pause.minMs : Math.min(this.pauseMs * 2, this.pause.maxMs);
    this.timer = setTimeout(() => this.wake(), this.pauseMs).unref();
  }
}
