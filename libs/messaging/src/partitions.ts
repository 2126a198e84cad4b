import type { Pool } from 'pg';
import { codeOf } from './failure.js';
import { Loop, type PassResult } from './loop.js';

/** How often it is looked whether the next month's part of the log is there. */
const CHECK_INTERVAL_MS = 60_000;
/** The role may not create tables, another instance was faster, or the default part holds rows of that month. */
const ACCEPTED_STATES: ReadonlySet<string> = new Set(['42501', '42P07', '23514']);

/**
 * Makes the monthly parts of the log ahead of time: of the business clock's month and of the next. Where one cannot
 * be made, the default part takes the rows: a net, so that nothing stops.
 */
export class LogPartitions {
  private readonly loop: Loop;
  private madeFor: string | null = null;

  constructor(
    private readonly pool: Pool,
    private readonly now: () => number,
    onError: (error: unknown) => void,
  ) {
    this.loop = new Loop(
      () => this.ensure(),
      { minMs: CHECK_INTERVAL_MS, maxMs: CHECK_INTERVAL_MS },
      onError,
    );
  }

  async start(): Promise<void> {
    await this.ensure();
    this.loop.start();
  }

  async stop(limitMs: number): Promise<void> {
    await this.loop.stop(limitMs);
  }

  private async ensure(): Promise<PassResult> {
    const months = [monthOf(this.now(), 0), monthOf(this.now(), 1)];
    if (this.madeFor === months[0]!.name) return 'none';
    for (const month of months) await this.make(month);
    this.madeFor = months[0]!.name;
    return 'none';
  }

  private async make({ name, from, to }: Month): Promise<void> {
    const { rows } = await this.pool.query<{ found: boolean }>(
      'SELECT to_regclass($1) IS NOT NULL AS found',
      [name],
    );
    if (rows[0]!.found) return;
    try {
      // Names and bounds are made of digits here, not taken from anywhere.
      await this.pool.query(
        `CREATE TABLE IF NOT EXISTS ${name} PARTITION OF published_event FOR VALUES FROM ('${from}') TO ('${to}')`,
      );
    } catch (error) {
      if (!ACCEPTED_STATES.has(codeOf(error) ?? '')) throw error;
    }
  }
}

export interface Month {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** The part of the log for the month, in UTC, that is `ahead` months after `now` (epoch milliseconds). */
export function monthOf(now: number, ahead: number): Month {
  const at = new Date(now);
  const startOf = (months: number): string =>
    new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, 1)).toISOString();
  const from = startOf(ahead);
  return { name: `published_event_y${from.slice(0, 4)}m${from.slice(5, 7)}`, from, to: startOf(ahead + 1) };
}
