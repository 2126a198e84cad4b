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
 * Business time that can be moved. Unless it is frozen it runs on with the machine's clock, ahead of it by as much as
 * it was moved; so it also catches up after the machine has slept, which a monotonic clock would not. When the
 * machine's clock is set back it waits, because business time never goes back.
 */
export class SimulatedClock implements Clock {
  /** The latest instant this clock has told. */
  private latest: number;
  /** How far business time is ahead of the machine's, milliseconds; means nothing while frozen. */
  private aheadMs: number;
  private frozen: boolean;

  /** Starts at `start` (epoch milliseconds) standing still, or at the machine's time running; `frozen` decides otherwise. */
  constructor(start?: number, options: { readonly frozen?: boolean } = {}) {
    this.latest = start ?? Date.now();
    this.aheadMs = this.latest - Date.now();
    this.frozen = options.frozen ?? start !== undefined;
  }

  now(): number {
    if (!this.frozen) this.latest = Math.max(this.latest, Date.now() + this.aheadMs);
    return this.latest;
  }

  /** Jumps to an instant; `BackwardsInTimeError` when that is in the past. Frozen stays frozen. */
  set(now: number): void {
    const current = this.now();
    if (!(now >= current)) throw new BackwardsInTimeError(current, now);
    this.latest = now;
    this.aheadMs = now - Date.now();
  }

  /** Moves forward by a number of milliseconds. */
  advance(ms: number): void {
    this.set(this.now() + ms);
  }

  /** Stands still from now on. */
  freeze(): void {
    this.now();
    this.frozen = true;
  }

  /** Runs on from where it stands. */
  run(): void {
    this.aheadMs = this.now() - Date.now();
    this.frozen = false;
  }

  get isFrozen(): boolean {
    return this.frozen;
  }
}
