import type { AnyEvent } from '@caseloop/contracts';
import type { Pool } from 'pg';
import { failPoint } from './fail-point.js';
import { KEPT_STREAMS_MAX, type MessagingTimings } from './limits.js';
import { Loop, type PassResult } from './loop.js';

export interface KeptWorkerParts {
  readonly pool: Pool;
  readonly timings: MessagingTimings;
  /** Takes events to an end, as if the transport had brought them again. */
  readonly apply: (events: readonly AnyEvent[]) => Promise<void>;
  readonly isListening: () => boolean;
  readonly onError: (error: unknown) => void;
}

/**
 * Takes up kept events whose time has come: released by the stream they awaited, due on their ladder, or next after
 * a hole was filled. Two instances may take up the same; the watermark's lock lets one apply it, the other finds a
 * duplicate.
 */
export class KeptWorker {
  private readonly loop: Loop;

  constructor(private readonly parts: KeptWorkerParts) {
    const { keptPollMinMs: minMs, keptPollMaxMs: maxMs } = parts.timings;
    this.loop = new Loop(() => this.pass(), { minMs, maxMs }, parts.onError);
  }

  start(): void {
    this.loop.start();
  }

  wake(): void {
    this.loop.wake();
  }

  async stop(limitMs: number): Promise<void> {
    await this.loop.stop(limitMs);
  }

  private async pass(): Promise<PassResult> {
    if (!this.parts.isListening()) return 'none';
    const { rows } = await this.parts.pool.query<{ envelope: string }>({
      name: 'messaging_kept_due',
      text: `SELECT envelope::text AS envelope FROM kept_event
             WHERE next_attempt_at <= clock_timestamp() ORDER BY next_attempt_at LIMIT ${KEPT_STREAMS_MAX}`,
    });
    if (rows.length === 0) return 'none';
    failPoint('kept.afterRead.beforeApply');
    await this.parts.apply(rows.map((row) => JSON.parse(row.envelope) as AnyEvent));
    return rows.length === KEPT_STREAMS_MAX ? 'more' : 'some';
  }
}
