import {
  BATCH_BYTES_MAX,
  BATCH_CONTENT_TYPE,
  BATCH_EVENTS_MAX,
  SOURCE_OWNERS,
  SUBSCRIPTIONS,
  type AnyEvent,
  type EventData,
  type ServiceName,
  type Source,
} from '@caseloop/contracts';
import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { failPoint } from './fail-point.js';
import {
  GAPS_MAX,
  RESYNC_DEPTH_MAX,
  RESYNC_EVENTS_MAX,
  SUSPECTS_MAX,
  type MessagingTimings,
} from './limits.js';
import { Loop, type PassResult } from './loop.js';
import { bodyOf, groupIntoMessages, type OutboxRow } from './message-grouping.js';
import { streamName, type StreamKey } from './outbox.js';
import { publishWithin } from './publish-within.js';
import { questionOf, readQuestion, type Gap, type ResyncQuestion } from './resync-questions.js';
import {
  UnconfirmedError,
  eventsQueue,
  resyncQueue,
  type Consumer,
  type IncomingMessage,
  type Transport,
} from './transport.js';
import { keyArrays } from './watermarks.js';

export interface ResyncParts {
  readonly service: ServiceName;
  readonly pool: Pool;
  readonly transport: Transport;
  readonly timings: MessagingTimings;
  readonly onError: (error: unknown) => void;
}

/** A stream whose owner has said more than arrived here, and since when that is known (monotonic). */
interface Suspect extends StreamKey {
  readonly head: number;
  readonly since: number;
}

// Kept events of a stream begin behind a hole.
const HOLES = `
SELECT w.source, w.subject, w.sequence + 1 AS "from"
FROM (
  SELECT source, subject, min(sequence) AS sequence, min(first_kept_at) AS since
  FROM kept_event GROUP BY source, subject
) AS k
JOIN watermark w ON w.source = k.source AND w.subject = k.subject
WHERE k.sequence > w.sequence + 1 AND k.since <= clock_timestamp() - $1::double precision * interval '1 ms'
ORDER BY k.since LIMIT ${GAPS_MAX}`;

// Between the watermark and the head, the first that is not kept either.
const STILL_MISSING = `
SELECT head.source, head.subject, missing.n AS "from"
FROM unnest($1::text[], $2::text[], $3::bigint[]) AS head(source, subject, sequence)
LEFT JOIN watermark w ON w.source = head.source AND w.subject = head.subject
CROSS JOIN LATERAL (
  SELECT n FROM generate_series(coalesce(w.sequence, 0) + 1, head.sequence) AS n
  WHERE NOT EXISTS (
    SELECT FROM kept_event k WHERE k.source = head.source AND k.subject = head.subject AND k.sequence = n)
  ORDER BY n LIMIT 1
) AS missing`;

const SAID = `
SELECT source, subject, sequence AS position, envelope::text AS envelope FROM published_event
WHERE source = $1 AND subject = $2 AND sequence >= $3 ORDER BY sequence LIMIT ${RESYNC_EVENTS_MAX}`;

/** Notices what is missing and asks its owner; as an owner, says it again to who asks, and to nobody else. */
export class Resync {
  private readonly loop: Loop;
  private readonly suspects = new Map<string, Suspect>();
  private questions: Consumer | null = null;
  private readonly giveUp = new AbortController();

  constructor(private readonly parts: ResyncParts) {
    const everyMs = parts.timings.gapWaitMs / 2;
    this.loop = new Loop(() => this.ask(), { minMs: everyMs, maxMs: everyMs }, parts.onError);
  }

  async start(): Promise<void> {
    const { service, transport } = this.parts;
    if (Object.values(SOURCE_OWNERS).includes(service)) {
      this.questions = await transport.consume(resyncQueue(service), (messages) => this.answer(messages), {
        prefetch: 16,
        batchMessages: 16,
        lingerMs: 0,
      });
    }
    if (SUBSCRIPTIONS[service].length > 0) this.loop.start();
  }

  async stop(limitMs: number): Promise<void> {
    this.giveUp.abort();
    await this.questions?.stop();
    this.questions = null;
    await this.loop.stop(limitMs);
  }

  /** Compares what owners say of their streams with what arrived. The difference may still be on its way. */
  async compare(said: readonly AnyEvent[]): Promise<void> {
    const heads = said.flatMap(({ source, data }) =>
      (data as EventData<'stream.heads.v1'>).heads.map(({ subject, sequence }) => ({
        source,
        subject,
        sequence,
      })),
    );
    const { rows } = await this.parts.pool.query<{ source: Source; subject: string; head: string }>(
      `SELECT head.source, head.subject, head.sequence AS head
       FROM unnest($1::text[], $2::text[], $3::bigint[]) AS head(source, subject, sequence)
       LEFT JOIN watermark w ON w.source = head.source AND w.subject = head.subject
       WHERE coalesce(w.sequence, 0) < head.sequence`,
      [...keyArrays(heads), heads.map((head) => head.sequence)],
    );
    for (const { source, subject, head } of rows) {
      const name = streamName({ source, subject });
      if (this.suspects.size >= SUSPECTS_MAX && !this.suspects.has(name)) return;
      const since = this.suspects.get(name)?.since ?? performance.now();
      this.suspects.set(name, { source, subject, head: Number(head), since });
    }
  }

  private async ask(): Promise<PassResult> {
    const { service, pool, transport, timings } = this.parts;
    const holes = await pool.query<Gap>(HOLES, [timings.gapWaitMs]);
    const gaps = new Map<string, Gap>();
    for (const gap of [...holes.rows, ...(await this.provenSuspects())]) {
      gaps.set(streamName(gap), { ...gap, from: Number(gap.from) });
    }
    for (const gap of gaps.values()) {
      await publishWithin(transport, questionOf(service, gap), this.giveUp.signal);
    }
    return 'none';
  }

  /** Suspects whose time is over and that still miss something. Whoever stays behind is suspected again. */
  private async provenSuspects(): Promise<Gap[]> {
    const before = performance.now() - this.parts.timings.gapWaitMs;
    const due = [...this.suspects.values()].filter((suspect) => suspect.since <= before).slice(0, GAPS_MAX);
    if (due.length === 0 || (await this.isBehind())) return [];
    const { rows } = await this.parts.pool.query<Gap>(STILL_MISSING, [
      ...keyArrays(due),
      due.map((suspect) => suspect.head),
    ]);
    for (const suspect of due) this.suspects.delete(streamName(suspect));
    return rows;
  }

  /** Whoever is behind misses nothing that is not in its own queue, and must not make the queue longer. */
  private async isBehind(): Promise<boolean> {
    const { service, transport } = this.parts;
    return (await transport.depth(eventsQueue(service))) > RESYNC_DEPTH_MAX;
  }

  private async answer(messages: readonly IncomingMessage[]): Promise<void> {
    const questions = new Map<string, ResyncQuestion>();
    for (const { body } of messages) {
      const question = readQuestion(this.parts.service, body);
      if (question === null)
        this.parts.onError(new Error('A question for a resync is not one that this owner answers'));
      else questions.set(`${question.queue} ${streamName(question)} ${question.from}`, question);
    }
    for (const question of questions.values()) {
      // Whoever does not get the answer asks again; a question that stays here would be answered over and over.
      await this.sayAgain(question).catch((error: unknown) => {
        if (!(error instanceof UnconfirmedError)) throw error;
        this.parts.onError(error);
      });
    }
  }

  /** The same ids and sequences, word for word. */
  private async sayAgain({ queue, source, subject, from }: ResyncQuestion): Promise<void> {
    failPoint('resync.afterQuestion.beforeAnswer');
    const { rows } = await this.parts.pool.query<OutboxRow>(SAID, [source, subject, from]);
    for (const message of groupIntoMessages(rows, { events: BATCH_EVENTS_MAX, bytes: BATCH_BYTES_MAX })) {
      await publishWithin(
        this.parts.transport,
        {
          exchange: '',
          routingKey: queue,
          body: bodyOf(message),
          contentType: BATCH_CONTENT_TYPE,
          messageId: uuidv7(),
          mandatory: false,
        },
        this.giveUp.signal,
      );
    }
  }
}
