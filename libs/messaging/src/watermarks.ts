import type { Transaction } from './events.js';
import { type StreamKey, streamName } from './outbox.js';

export interface Watermark extends StreamKey {
  /** The last event of the stream that this service has applied; 0 before the first. */
  readonly sequence: number;
  /** How many events of the stream are kept. */
  readonly kept: number;
}

interface WatermarkRow extends StreamKey {
  readonly sequence: string;
  readonly kept: number;
}

const INSERT_IF_ABSENT = `
INSERT INTO watermark (source, subject, sequence, kept)
SELECT source, subject, 0, 0 FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS stream(source, subject, n)
ORDER BY n
ON CONFLICT (source, subject) DO NOTHING
RETURNING source, subject, sequence, kept`;

const LOCK = `
SELECT w.source, w.subject, w.sequence, w.kept
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS stream(source, subject, n)
JOIN watermark w ON w.source = stream.source AND w.subject = stream.subject
ORDER BY n
FOR UPDATE OF w`;

const ADVANCE = `
WITH stream AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[]) AS stream(source, subject, sequence)
), moved AS (
  UPDATE watermark w SET sequence = stream.sequence
  FROM stream WHERE w.source = stream.source AND w.subject = stream.subject
), released AS (
  UPDATE kept_event k SET next_attempt_at = clock_timestamp()
  FROM stream
  WHERE k.state = 'awaiting' AND k.awaits_source = stream.source AND k.awaits_subject = stream.subject
  RETURNING 1
)
SELECT count(*)::integer AS released FROM released`;

const SETTLE_KEPT = `
WITH stream AS (
  SELECT w.source, w.subject, w.sequence
  FROM unnest($1::text[], $2::text[]) AS stream(source, subject)
  JOIN watermark w ON w.source = stream.source AND w.subject = stream.subject
), counted AS (
  UPDATE watermark w SET kept = (
    SELECT count(*) FROM kept_event k WHERE k.source = w.source AND k.subject = w.subject)
  FROM stream WHERE w.source = stream.source AND w.subject = stream.subject
), due AS (
  UPDATE kept_event k SET next_attempt_at = clock_timestamp()
  FROM stream
  WHERE k.source = stream.source AND k.subject = stream.subject AND k.sequence = stream.sequence + 1
    AND k.state = 'ahead'
  RETURNING 1
)
SELECT count(*)::integer AS due FROM due`;

/**
 * Locks all of them; the rows that are not there are inserted, which keeps others out as a lock does. `streams` in
 * lock order, each once; the answer is in the same order.
 */
export async function lockWatermarks(tx: Transaction, streams: readonly StreamKey[]): Promise<Watermark[]> {
  const found = new Map<string, Watermark>();
  const missing = () => streams.filter((stream) => !found.has(streamName(stream)));
  const read = async (statement: string, text: string) => {
    const { rows } = await tx.prepared<WatermarkRow>(statement, text, keyArrays(missing()));
    for (const row of rows) found.set(streamName(row), { ...row, sequence: Number(row.sequence) });
  };
  await read('messaging_watermarks_lock', LOCK);
  if (found.size < streams.length) await read('messaging_watermarks_insert', INSERT_IF_ABSENT);
  // Somebody else was faster: the row is there now, and may have moved since.
  if (found.size < streams.length) await read('messaging_watermarks_lock', LOCK);
  return streams.map((stream) => found.get(streamName(stream))!);
}

/** Moves locked watermarks; what awaited one of these streams is due now. Returns how many events that released. */
export async function advanceWatermarks(
  tx: Transaction,
  streams: readonly (StreamKey & { readonly sequence: number })[],
): Promise<number> {
  if (streams.length === 0) return 0;
  const { rows } = await tx.prepared<{ released: number }>('messaging_watermarks_advance', ADVANCE, [
    ...keyArrays(streams),
    streams.map((stream) => stream.sequence),
  ]);
  return rows[0]!.released;
}

/**
 * For streams whose kept events changed, after their watermarks moved: counts what is kept, and makes an event due
 * that has become the next one. Returns how many are due.
 */
export async function settleKept(tx: Transaction, streams: readonly StreamKey[]): Promise<number> {
  if (streams.length === 0) return 0;
  const { rows } = await tx.prepared<{ due: number }>(
    'messaging_kept_settle',
    SETTLE_KEPT,
    keyArrays(streams),
  );
  return rows[0]!.due;
}

export function keyArrays(streams: readonly StreamKey[]): [string[], string[]] {
  return [streams.map((stream) => stream.source), streams.map((stream) => stream.subject)];
}
