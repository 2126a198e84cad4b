import { sequenceOf, type AnyEvent } from '@caseloop/contracts';
import type { Awaited, Transaction } from './events.js';
import type { KeptBefore } from './judging.js';
import { KEPT_READ_MAX } from './limits.js';
import { streamName, type StreamKey } from './outbox.js';
import { keyArrays, type Watermark } from './watermarks.js';

/** An event to be kept: too early, or waiting for another stream. */
export interface ToKeep {
  readonly event: AnyEvent;
  readonly awaits: Awaited | null;
}

/** How long an awaiting event rests until it is looked at again. Milliseconds. */
export interface AwaitingPause {
  readonly awaitingPauseMinMs: number;
  readonly awaitingPauseMaxMs: number;
}

const READ = `
SELECT k.source, k.subject, k.sequence, k.envelope::text AS envelope,
  (k.state = 'ahead' OR coalesce(k.next_attempt_at <= clock_timestamp(), false)) AS ready
FROM unnest($1::text[], $2::text[]) AS stream(source, subject)
CROSS JOIN LATERAL (
  SELECT * FROM kept_event k
  WHERE k.source = stream.source AND k.subject = stream.subject
  ORDER BY k.sequence LIMIT ${KEPT_READ_MAX}
) AS k`;

// The pause doubles because it is as long as the event has been waiting, between its two bounds.
const KEEP = `
INSERT INTO kept_event AS k (source, subject, sequence, id, type, envelope, state, awaits_source, awaits_subject,
  attempts, next_attempt_at, first_kept_at)
SELECT source, subject, sequence, id, type, envelope::json,
  CASE WHEN awaits_source IS NULL THEN 'ahead' ELSE 'awaiting' END, awaits_source, awaits_subject,
  0, CASE WHEN awaits_source IS NOT NULL THEN clock_timestamp() + $9::double precision * interval '1 ms' END,
  clock_timestamp()
FROM unnest($1::text[], $2::text[], $3::bigint[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[])
  AS e(source, subject, sequence, id, type, envelope, awaits_source, awaits_subject)
ON CONFLICT (source, subject, sequence) DO UPDATE SET
  state = excluded.state, awaits_source = excluded.awaits_source, awaits_subject = excluded.awaits_subject,
  next_attempt_at = excluded.next_attempt_at + CASE WHEN excluded.state = 'awaiting' THEN
    least(excluded.first_kept_at - k.first_kept_at, ($10::double precision - $9) * interval '1 ms') END`;

const FORGET = `
DELETE FROM kept_event k
USING unnest($1::text[], $2::text[], $3::bigint[]) AS e(source, subject, sequence)
WHERE k.source = e.source AND k.subject = e.subject AND k.sequence = e.sequence`;

const FAIL = `
INSERT INTO kept_event AS k (source, subject, sequence, id, type, envelope, state, attempts, next_attempt_at,
  error_code, error, first_kept_at, parked_at)
VALUES ($1, $2, $3, $4, $5, $6::json, $7, $8, clock_timestamp() + $9::double precision * interval '1 ms',
  $10, $11, clock_timestamp(), $12)
ON CONFLICT (source, subject, sequence) DO UPDATE SET
  state = excluded.state, awaits_source = NULL, awaits_subject = NULL, attempts = excluded.attempts,
  next_attempt_at = excluded.next_attempt_at, error_code = excluded.error_code, error = excluded.error,
  parked_at = excluded.parked_at`;

interface KeptRow extends StreamKey {
  readonly sequence: string;
  readonly envelope: string;
  readonly ready: boolean;
}

/** The first kept events of each stream that has any, by the stream's name. No statement when there are none. */
export async function readKept(
  tx: Transaction,
  watermarks: readonly Watermark[],
): Promise<Map<string, KeptBefore[]>> {
  const keptBy = new Map<string, KeptBefore[]>();
  const streams = watermarks.filter((watermark) => watermark.kept > 0);
  if (streams.length === 0) return keptBy;
  const { rows } = await tx.prepared<KeptRow>('messaging_kept_read', READ, keyArrays(streams));
  for (const row of rows) {
    const event = JSON.parse(row.envelope) as AnyEvent;
    const kept = keptBy.get(streamName(row)) ?? [];
    kept.push({ sequence: Number(row.sequence), ready: row.ready, event });
    keptBy.set(streamName(row), kept);
  }
  return keptBy;
}

export async function keepEvents(
  tx: Transaction,
  kept: readonly ToKeep[],
  pause: AwaitingPause,
): Promise<void> {
  if (kept.length === 0) return;
  const events = kept.map((each) => each.event);
  await tx.prepared('messaging_kept_keep', KEEP, [
    ...keyArrays(events),
    events.map(sequenceOf),
    events.map((event) => event.id),
    events.map((event) => event.type),
    events.map((event) => JSON.stringify(event)),
    kept.map((each) => each.awaits?.source ?? null),
    kept.map((each) => each.awaits?.subject ?? null),
    pause.awaitingPauseMinMs,
    pause.awaitingPauseMaxMs,
  ]);
}

/** Removes kept events that are applied now. */
export async function forgetKept(tx: Transaction, events: readonly AnyEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.prepared('messaging_kept_forget', FORGET, [...keyArrays(events), events.map(sequenceOf)]);
}

/** How often an event has failed so far. */
export async function attemptsOf(tx: Transaction, event: AnyEvent): Promise<number> {
  const { rows } = await tx.query<{ attempts: number }>(
    `SELECT attempts FROM kept_event WHERE source = $1 AND subject = $2 AND sequence = $3`,
    [event.source, event.subject, sequenceOf(event)],
  );
  return rows[0]?.attempts ?? 0;
}

/** A failed event: to be tried again after `pauseMs`, or parked when that is null. `now` is business time. */
export async function keepFailed(
  tx: Transaction,
  event: AnyEvent,
  failure: { attempts: number; pauseMs: number | null; code: string; text: string; now: number },
): Promise<void> {
  await tx.query(FAIL, [
    event.source,
    event.subject,
    sequenceOf(event),
    event.id,
    event.type,
    JSON.stringify(event),
    failure.pauseMs === null ? 'parked' : 'retry',
    failure.attempts,
    failure.pauseMs,
    failure.code,
    failure.text,
    failure.pauseMs === null ? new Date(failure.now).toISOString() : null,
  ]);
}
