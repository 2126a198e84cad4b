import { BATCH_BYTES_MAX, BATCH_CONTENT_TYPE, BATCH_EVENTS_MAX, type Source } from '@caseloop/contracts';
import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { failPoint } from './fail-point.js';
import { OUTBOX_SHARDS, RELAY_EVENTS_MAX, RELAY_STOP_GRACE_MS, type MessagingTimings } from './limits.js';
import { Loop, type PassResult } from './loop.js';
import {
  bodyOf,
  deliveredPositions,
  groupIntoMessages,
  type EventMessage,
  type OutboxRow,
} from './message-grouping.js';
import type { MessagingObserver } from './messaging.js';
import { publishWithin } from './publish-within.js';
import { sourceKey } from './topology.js';
import { inTransaction, type OpenTransaction } from './transaction.js';
import { EXCHANGES, UnroutableError, type Transport } from './transport.js';

export interface RelayParts {
  readonly pool: Pool;
  readonly transport: Transport;
  readonly observer: MessagingObserver;
  readonly timings: MessagingTimings;
  readonly onError: (error: unknown) => void;
}

// The class is the schema's own: services share one database. Freed by commit, rollback and crash.
const LOCK_SHARDS = `
SELECT shard FROM generate_series(0, ${OUTBOX_SHARDS - 1}) AS shard
WHERE pg_try_advisory_xact_lock(hashtext('caseloop.outbox.' || current_schema()), shard)`;

const READ = `
SELECT o.position, o.source, o.subject, p.envelope::text AS envelope
FROM (
  SELECT * FROM outbox WHERE shard = ANY ($1::smallint[]) AND source <> ALL ($2::text[])
  ORDER BY position LIMIT ${RELAY_EVENTS_MAX}
) AS o
JOIN published_event p ON p.source = o.source AND p.subject = o.subject AND p.sequence = o.sequence
  AND p.recorded_at = o.recorded_at
ORDER BY o.position`;

/**
 * Carries the outbox to the transport. Instances share its shards by locks of the transaction that reads, publishes
 * and deletes, so one subject is never in two hands and its order holds. No cursor: positions commit out of order.
 * A crash repeats what was confirmed and not yet deleted, one pass at most.
 */
export class Relay {
  private readonly loop: Loop;
  /** Until when a source rests, monotonic: nobody took its messages, or the transport did not confirm. */
  private readonly giveUp = new AbortController();
  private readonly restsUntil = new Map<Source, number>();

  constructor(private readonly parts: RelayParts) {
    const { relayPollMinMs: minMs, relayPollMaxMs: maxMs } = parts.timings;
    this.loop = new Loop(() => this.pass(), { minMs, maxMs }, parts.onError);
  }

  start(): void {
    this.loop.start();
  }

  wake(): void {
    this.loop.wake();
  }

  /** Ends the pass in hand. In-process the consumers may be gone already: what they cannot confirm stays here. */
  async stop(limitMs: number): Promise<void> {
    await this.loop.stop(RELAY_STOP_GRACE_MS);
    this.giveUp.abort();
    await this.loop.stop(limitMs);
  }

  /** Publishes once what stands at the head of the outbox. */
  async pass(): Promise<PassResult> {
    const { pool, transport, observer } = this.parts;
    if (!transport.isConnected() || (await this.isEmpty())) return 'none';
    const begun = performance.now();
    const found = await inTransaction(pool, async (tx) => {
      const rows = await this.read(tx);
      const messages = groupIntoMessages(rows, { events: BATCH_EVENTS_MAX, bytes: BATCH_BYTES_MAX });
      failPoint('relay.afterClaim.beforePublish');
      const confirmed = await Promise.all(messages.map((message) => this.publish(message)));
      const delivered = deliveredPositions(messages, confirmed);
      failPoint('relay.afterConfirm.beforeDelete');
      if (delivered.length > 0) {
        await tx.prepared(
          'messaging_outbox_delete',
          'DELETE FROM outbox WHERE position = ANY ($1::bigint[])',
          [delivered],
        );
      }
      failPoint('relay.afterDelete.beforeCommit');
      return { rows: rows.length, events: delivered.length, messages: confirmed.filter(Boolean).length };
    });
    if (found.rows === 0) return 'none';
    observer.relayed({ ...found, durationMs: performance.now() - begun });
    if (found.events === 0) return 'none';
    return found.rows === RELAY_EVENTS_MAX ? 'more' : 'some';
  }

  /** Spares an idle service the transaction, twice a second. */
  private async isEmpty(): Promise<boolean> {
    const { rowCount } = await this.parts.pool.query({
      name: 'messaging_outbox_any',
      text: 'SELECT FROM outbox ORDER BY position LIMIT 1',
    });
    return rowCount === 0;
  }

  private async read(tx: OpenTransaction): Promise<OutboxRow[]> {
    const locked = await tx.prepared<{ shard: number }>('messaging_outbox_lock', LOCK_SHARDS);
    if (locked.rowCount === 0) return [];
    const shards = locked.rows.map((row) => row.shard);
    // A statement of its own: its snapshot is younger than the locks, so it sees what their last holder deleted.
    const { rows } = await tx.prepared<OutboxRow>('messaging_outbox_read', READ, [shards, this.resting()]);
    return rows;
  }

  private resting(): Source[] {
    const now = performance.now();
    return [...this.restsUntil].filter(([, until]) => until > now).map(([source]) => source);
  }

  /** True when the transport has the message for good. */
  private async publish(message: EventMessage): Promise<boolean> {
    const routingKey = sourceKey(message.source);
    try {
      await publishWithin(
        this.parts.transport,
        {
          exchange: EXCHANGES.events,
          routingKey,
          body: bodyOf(message),
          contentType: BATCH_CONTENT_TYPE,
          messageId: uuidv7(),
          mandatory: true,
        },
        this.giveUp.signal,
      );
      this.restsUntil.delete(message.source);
      return true;
    } catch (error) {
      if (error instanceof UnroutableError) this.parts.observer.unroutable(routingKey);
      else this.parts.onError(error);
      this.restsUntil.set(message.source, performance.now() + this.parts.timings.relayBackoffMs);
      return false;
    }
  }
}
