import type { ServiceStatus, Source } from '@caseloop/contracts';
import type { Pool } from 'pg';

const PARKED_COUNT = `
SELECT (SELECT count(*) FROM kept_event WHERE state = 'parked') + (SELECT count(*) FROM unreadable_message) AS parked`;

// Nothing behind a parked event moves, nor does what awaits such a stream: for an observer, they are done with.
const COUNTS = `
WITH RECURSIVE stuck(source, subject, sequence) AS (
  SELECT source, subject, sequence FROM kept_event WHERE state = 'parked'
  UNION
  SELECT k.source, k.subject, k.sequence FROM stuck
  JOIN kept_event k ON k.state = 'awaiting' AND k.awaits_source = stuck.source AND k.awaits_subject = stuck.subject
), held AS (
  SELECT k.source, count(*) AS events FROM kept_event k
  WHERE EXISTS (
    SELECT FROM stuck WHERE stuck.source = k.source AND stuck.subject = k.subject AND stuck.sequence <= k.sequence)
  GROUP BY k.source
)
SELECT 'published' AS what, source, sum(sequence)::bigint AS events FROM stream_head GROUP BY source
UNION ALL
SELECT 'applied', w.source, (sum(w.sequence) + coalesce(max(held.events), 0))::bigint
FROM watermark w LEFT JOIN held ON held.source = w.source GROUP BY w.source
UNION ALL
SELECT 'outbox', '', count(*) FROM outbox
UNION ALL
SELECT 'parked', '', (${PARKED_COUNT})`;

/** Totals of this service's messages, read in one statement. */
export async function readStatus(
  pool: Pool,
): Promise<Pick<ServiceStatus, 'published' | 'applied' | 'outbox' | 'parked'>> {
  const { rows } = await pool.query<{ what: string; source: Source; events: string }>(COUNTS);
  const perSource = (what: string): Partial<Record<Source, number>> =>
    Object.fromEntries(
      rows.filter((row) => row.what === what).map((row) => [row.source, Number(row.events)]),
    );
  const total = (what: string): number => Number(rows.find((row) => row.what === what)?.events ?? 0);
  return {
    published: perSource('published'),
    applied: perSource('applied'),
    outbox: total('outbox'),
    parked: total('parked'),
  };
}

/** Events and unreadable messages that wait for a person. */
export async function readParkedCount(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ parked: string }>(PARKED_COUNT);
  return Number(rows[0]!.parked);
}

/** Seconds since the oldest waiting event was written, by the database's clock; 0 when none waits. */
export async function readOutboxAgeSeconds(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ age: number | null }>(
    `SELECT extract(epoch FROM clock_timestamp() - written_at)::double precision AS age
     FROM outbox ORDER BY position LIMIT 1`,
  );
  return Math.max(0, rows[0]?.age ?? 0);
}
