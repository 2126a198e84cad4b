/* eslint-disable no-restricted-syntax -- this file is the one reader of the wall clock */
import { performance } from 'node:perf_hooks';

/**
 * The one reader of the wall clock. Business time is epoch milliseconds. In the embedded and test modes it can be
 * set, frozen and advanced; in production it is the machine's and nothing else.
 */
export interface Clock {
  now(): number;
}

/** The machine's time. */
export function systemClock(): Clock {
  return { now: () => Date.now() };
}

/**
 * Milliseconds that only grow, for measuring how long something took and for time-outs. Never business time: it
 * says nothing about the calendar, and simulated time does not move it.
 */
export function monotonicMs(): number {
  return performance.now();
}

/** Business time may go on or stand still, never back: what was recorded would lie in the future. */
export class BackwardsInTimeError extends Error {
  constructor(
    readonly now: number,
    readonly wanted: number,
  ) {
    super(
      Number.isFinite(wanted)
        ? `It is ${new Date(now).toISOString()}; business time does not go back to ${new Date(wanted).toISOString()}`
        : `Business time cannot be set to ${wanted}`,
    );
  }
}

/**
 * Business time that can be moved. It runs on at the pace of real time, from wherever it was set, unless it is
 * frozen. The pace is taken from the monotonic clock, so that a correction of the machine's clock is no jump here.
 */
export class SimulatedClock implements Clock {
  /** Business time at the moment `since` of the monotonic clock. */
  private base: number;
  private since: number;
  private frozen: boolean;

  /** Starts at `start` (epoch milliseconds; the machine's time when absent), standing still when `frozen`. */
  constructor(start?: number, options: { readonly frozen?: boolean } = {}) {
    this.base = start ?? Date.now();
    this.since = performance.now();
    this.frozen = options.frozen ?? start !== undefined;
  }

  now(): number {
    return this.frozen ? this.base : this.base + Math.floor(performance.now() - this.since);
  }

  /** Jumps to an instant; `BackwardsInTimeError` when that is in the past. Frozen stays frozen. */
  set(now: number): void {
    const current = this.now();
    if (!(now >= current)) throw new BackwardsInTimeError(current, now);
    this.base = now;
    this.since = performance.now();
  }

  /** Moves forward by a number of milliseconds. */
  advance(ms: number): void {
    this.set(this.now() + ms);
  }

  /** Stands still from now on. */
  freeze(): void {
    this.base = this.now();
    this.frozen = true;
  }

  /** Runs on from where it stands. */
  run(): void {
    this.base = this.now();
    this.since = performance.now();
    this.frozen = false;
  }

  get isFrozen(): boolean {
    return this.frozen;
  }
}
