import type { Pool } from 'pg';
import { codeOf } from './failure.js';
import { Loop, type PassResult } from './loop.js';

/** How often it is looked whether the next month's part of the log is there. */
const CHECK_INTERVAL_MS = 60_000;
/** Another instance was faster, or the default part holds rows of that month already. */
const ACCEPTED_STATES: ReadonlySet<string> = new Set(['42P07', '23514']);

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
    const [month, next] = monthsFrom(this.now());
    if (this.madeFor === month) return 'none';
    for (const start of [month, next]) await this.make(start);
    this.madeFor = month;
    return 'none';
  }

  private async make(month: string): Promise<void> {
    try {
      await this.pool.query('SELECT make_log_partition($1)', [month]);
    } catch (error) {
      if (!ACCEPTED_STATES.has(codeOf(error) ?? '')) throw error;
    }
  }
}

/** The first instants, in UTC, of the month of `now` (epoch milliseconds) and of the next. */
export function monthsFrom(now: number): [string, string] {
  const at = new Date(now);
  const startOf = (ahead: number): string =>
    new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + ahead, 1)).toISOString();
  return [startOf(0), startOf(1)];
}
