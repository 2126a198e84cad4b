import {
  SOURCE_OWNERS,
  assertEventSize,
  dataSchemaOf,
  formatSequence,
  sourceOf,
  type AnyEvent,
  type ServiceName,
  type Source,
} from '@caseloop/contracts';
import { v7 as uuidv7 } from 'uuid';
import type { AnyDraft, Transaction } from './events.js';
import { OUTBOX_SHARDS } from './limits.js';

/** A stream in an order everybody shares: rows are locked in it, so writers cannot deadlock. */
export interface StreamKey {
  readonly source: Source;
  readonly subject: string;
}

/** One text for one stream, for maps. No source contains a space. */
export function streamName({ source, subject }: StreamKey): string {
  return `${source} ${subject}`;
}

export function inLockOrder<T extends StreamKey>(streams: Iterable<T>): T[] {
  return [...streams].sort((a, b) => compare(a.source, b.source) || compare(a.subject, b.subject));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const ADVANCE_HEADS = `
INSERT INTO stream_head AS head (source, subject, sequence, changed_at)
SELECT source, subject, added, clock_timestamp()
FROM unnest($1::text[], $2::text[], $3::bigint[]) WITH ORDINALITY AS said(source, subject, added, n)
ORDER BY n
ON CONFLICT (source, subject) DO UPDATE SET
  sequence = head.sequence + excluded.sequence,
  -- Within a minute the old instant is good enough, and leaving it alone leaves the index alone.
  changed_at = CASE WHEN head.changed_at < excluded.changed_at - interval '1 minute'
    THEN excluded.changed_at ELSE head.changed_at END
RETURNING source, subject, sequence`;

const APPEND = `
WITH said AS (
  SELECT * FROM ROWS FROM (
    unnest($1::text[]), unnest($2::text[]), unnest($3::bigint[]), unnest($4::uuid[]), unnest($5::text[]),
    unnest($6::timestamptz[]), json_array_elements($7::json)
  ) WITH ORDINALITY AS said(source, subject, sequence, id, type, time, envelope, n)
), logged AS (
  INSERT INTO published_event (source, subject, sequence, id, type, time, recorded_at, envelope)
  SELECT source, subject, sequence, id, type, time, $8::timestamptz, envelope FROM said
)
INSERT INTO outbox (shard, source, subject, sequence, recorded_at)
SELECT hashtext(subject) & ${OUTBOX_SHARDS - 1}, source, subject, sequence, $8::timestamptz FROM said ORDER BY n`;

/**
 * Numbers what was said in this transaction and writes it to the log and the outbox, in two statements. The last
 * thing before the commit, because it locks the heads of the streams until then.
 */
export async function writeOutbox(
  tx: Transaction,
  service: ServiceName,
  drafts: readonly AnyDraft[],
  now: number,
): Promise<void> {
  if (drafts.length === 0) return;
  const recordedAt = new Date(now).toISOString();
  const sourced = drafts.map((draft) => ({
    draft,
    source: ownSourceOf(service, draft),
    subject: draft.subject,
  }));
  const last = await advanceHeads(tx, sourced);
  const events = sourced.map(({ draft, source }) => {
    const name = streamName({ source, subject: draft.subject });
    const sequence = last.get(name)! + 1;
    last.set(name, sequence);
    return envelopeOf(draft, source, sequence, recordedAt);
  });
  const envelopes = events.map((event) => JSON.stringify(event));
  envelopes.forEach((json, i) => assertEventSize(events[i]!.type, json));
  await tx.prepared('messaging_append', APPEND, [
    events.map((event) => event.source),
    events.map((event) => event.subject),
    events.map((event) => Number(event.sequence)),
    events.map((event) => event.id),
    events.map((event) => event.type),
    events.map((event) => event.time),
    // One text for all: as elements of an array each quotation mark would be escaped here and read again there.
    `[${envelopes.join(',')}]`,
    recordedAt,
  ]);
}

/** Makes room for what was said: returns, per stream, the sequence before the first new event. */
async function advanceHeads(tx: Transaction, said: readonly StreamKey[]): Promise<Map<string, number>> {
  const added = new Map<string, StreamKey & { added: number }>();
  for (const { source, subject } of said) {
    const name = streamName({ source, subject });
    added.set(name, { source, subject, added: (added.get(name)?.added ?? 0) + 1 });
  }
  const streams = inLockOrder(added.values());
  const { rows } = await tx.prepared<{ source: Source; subject: string; sequence: string }>(
    'messaging_advance_heads',
    ADVANCE_HEADS,
    [streams.map((s) => s.source), streams.map((s) => s.subject), streams.map((s) => s.added)],
  );
  return new Map(
    rows.map((row) => {
      const name = streamName(row);
      return [name, Number(row.sequence) - added.get(name)!.added];
    }),
  );
}

function ownSourceOf(service: ServiceName, { type }: AnyDraft): Source {
  const source = sourceOf(type);
  if (source === null) throw new Error(`${type} belongs to no stream; it is not published in a transaction`);
  if (SOURCE_OWNERS[source] !== service)
    throw new Error(`${type} is ${SOURCE_OWNERS[source]}'s to say, not ${service}'s`);
  return source;
}

/** The event as it travels. Fields that were not given are left out. */
export function envelopeOf(draft: AnyDraft, source: Source, sequence: number, recordedAt: string): AnyEvent {
  return {
    specversion: '1.0',
    id: draft.id ?? uuidv7(),
    source,
    type: draft.type,
    subject: draft.subject,
    time: new Date(draft.time).toISOString(),
    recordedat: recordedAt,
    dataschema: dataSchemaOf(draft.type),
    datacontenttype: 'application/json',
    sequence: formatSequence(sequence),
    unit: draft.unit,
    correlationid: draft.correlationId,
    causationid: draft.causationId,
    traceparent: draft.traceparent,
    data: draft.data,
  } as AnyEvent;
}
