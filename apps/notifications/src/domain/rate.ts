import { RATE_WINDOW_MS } from './limits.js';

/**
 * A breaker on what leaves over one carrier: more than `max` attempts within a minute is no good day but a mistake,
 * and then nothing leaves for a minute. `now` is a monotonic time: business time may be simulated.
 */
export class RateBreaker {
  private started = -Infinity;
  private count = 0;
  private openUntil = -Infinity;

  constructor(private readonly max: number) {}

  isOpen(now: number): boolean {
    return now < this.openUntil;
  }

  /** Counts attempts that are about to be made. True when they were too many, and it opened. */
  counts(attempts: number, now: number): boolean {
    if (now - this.started >= RATE_WINDOW_MS) {
      this.started = now;
      this.count = 0;
    }
    this.count += attempts;
    if (this.count < this.max || this.isOpen(now)) return false;
    this.openUntil = now + RATE_WINDOW_MS;
    return true;
  }
}
