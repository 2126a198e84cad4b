import type { ServiceName, Source } from '@caseloop/contracts';
import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { Transaction } from './events.js';
import { PARKED_LIST_MAX } from './limits.js';
import type { ParkedEvent, ParkedEvents } from './messaging.js';
import { inLockOrder, type StreamKey } from './outbox.js';
import { inTransaction } from './transaction.js';
import { advanceWatermarks, keyArrays, lockWatermarks, settleKept } from './watermarks.js';

interface ParkedRow extends StreamKey {
  readonly id: string;
  readonly sequence: string;
  readonly type: string;
  readonly attempts: number;
  readonly reason: string;
  readonly error: string;
  readonly parked_at: Date;
  readonly waiting_behind: number;
}

// What is no event has no place in a stream; it is shown beside the parked ones, because somebody must look at it.
const LIST = `
SELECT k.id, k.source, k.subject, k.sequence, k.type, k.attempts, k.error_code AS reason, k.error, k.parked_at,
  (SELECT count(*)::integer FROM kept_event later
   WHERE later.source = k.source AND later.subject = k.subject AND later.sequence > k.sequence) AS waiting_behind
FROM kept_event k WHERE k.state = 'parked'
UNION ALL
SELECT id, '', '', 0, 'unreadable', 1, 'unreadable', error || ' (' || queue || ')', received_at, 0
FROM unreadable_message
ORDER BY parked_at, id LIMIT $1`;

const AUDIT = `
INSERT INTO messaging_audit (id, at, action, actor, reason, event_id, source, subject, sequence, type)
SELECT id, $1, $2, $3, $4, event_id, source, subject, sequence, type
FROM unnest($5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::bigint[], $10::text[])
  AS e(id, event_id, source, subject, sequence, type)`;

export interface ParkedStoreParts {
  readonly service: ServiceName;
  readonly pool: Pool;
  readonly now: () => number;
  /** Something is due. */
  readonly onDue: () => void;
}

/** What waits for a person. Every decision on it is written down with who made it and why. */
export class ParkedStore implements ParkedEvents {
  constructor(private readonly parts: ParkedStoreParts) {}

  async list({ limit }: { limit: number }): Promise<ParkedEvent[]> {
    const { rows } = await this.parts.pool.query<ParkedRow>(LIST, [Math.min(limit, PARKED_LIST_MAX)]);
    return rows.map(({ parked_at, waiting_behind, sequence, ...row }) => ({
      ...row,
      service: this.parts.service,
      sequence: Number(sequence),
      parkedAt: parked_at.toISOString(),
      waitingBehind: waiting_behind,
    }));
  }

  async replay(ids: readonly string[] | 'all', by: string, reason: string): Promise<number> {
    const replayed = await inTransaction(this.parts.pool, async (tx) => {
      const parked = await lockParked(tx, ids);
      await tx.query(
        `UPDATE kept_event SET state = 'retry', attempts = 0, next_attempt_at = clock_timestamp(), parked_at = NULL
         WHERE id = ANY ($1::uuid[]) AND state = 'parked'`,
        [parked.map((event) => event.id)],
      );
      await this.writeDown(tx, 'replayed', parked, by, reason);
      return parked.length;
    });
    this.parts.onDue();
    return replayed;
  }

  async discard(ids: readonly string[], by: string, reason: string): Promise<number> {
    const discarded = await inTransaction(this.parts.pool, async (tx) => {
      const parked = await lockParked(tx, ids);
      await tx.query(`DELETE FROM kept_event WHERE id = ANY ($1::uuid[]) AND state = 'parked'`, [
        parked.map((event) => event.id),
      ]);
      await advanceWatermarks(tx, parked);
      await settleKept(tx, parked);
      const unreadable = await this.discardUnreadable(tx, ids);
      await this.writeDown(tx, 'discarded', [...parked, ...unreadable], by, reason);
      return parked.length + unreadable.length;
    });
    this.parts.onDue();
    return discarded;
  }

  private async discardUnreadable(tx: Transaction, ids: readonly string[]): Promise<Parked[]> {
    const { rows } = await tx.query<{ id: string }>(
      `DELETE FROM unreadable_message WHERE id = ANY ($1::uuid[]) RETURNING id`,
      [ids],
    );
    return rows.map(({ id }) => ({ id, source: '' as Source, subject: '', sequence: 0, type: 'unreadable' }));
  }

  private async writeDown(
    tx: Transaction,
    action: 'replayed' | 'discarded',
    events: readonly Parked[],
    by: string,
    reason: string,
  ): Promise<void> {
    await tx.query(AUDIT, [
      new Date(this.parts.now()).toISOString(),
      action,
      by,
      reason,
      events.map(() => uuidv7()),
      events.map((event) => event.id),
      ...keyArrays(events),
      events.map((event) => event.sequence),
      events.map((event) => event.type),
    ]);
  }
}

interface Parked extends StreamKey {
  readonly id: string;
  readonly sequence: number;
  readonly type: string;
}

/** Locks the streams first, as everybody does, then looks again at what is parked in them. */
async function lockParked(tx: Transaction, ids: readonly string[] | 'all'): Promise<Parked[]> {
  const find = async (): Promise<Parked[]> => {
    const { rows } = await tx.query<StreamKey & { id: string; sequence: string; type: string }>(
      `SELECT id, source, subject, sequence, type FROM kept_event
       WHERE state = 'parked' AND ($1::uuid[] IS NULL OR id = ANY ($1::uuid[]))`,
      [ids === 'all' ? null : ids],
    );
    return rows.map((row) => ({ ...row, sequence: Number(row.sequence) }));
  };
  const seen = await find();
  if (seen.length === 0) return [];
  await lockWatermarks(tx, inLockOrder(seen));
  const locked = new Set(seen.map((event) => event.id));
  return (await find()).filter((event) => locked.has(event.id));
}
