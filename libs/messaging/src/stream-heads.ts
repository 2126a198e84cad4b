import {
  BATCH_CONTENT_TYPE,
  SOURCE_OWNERS,
  dataSchemaOf,
  type CaseloopEvent,
  type ServiceName,
  type Source,
} from '@caseloop/contracts';
import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { HEADS_MAX, HEADS_PER_EVENT, HEADS_WINDOW_MS, type MessagingTimings } from './limits.js';
import { Loop, type PassResult } from './loop.js';
import { publishWithin } from './publish-within.js';
import { sourceKey } from './topology.js';
import { EXCHANGES, type Transport } from './transport.js';

export interface StreamHeadsParts {
  readonly service: ServiceName;
  readonly pool: Pool;
  readonly transport: Transport;
  readonly timings: MessagingTimings;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

type Head = CaseloopEvent<'stream.heads.v1'>['data']['heads'][number];

// What still stands in the outbox will be noticed when it comes, or is said the next time.
const RECENT = `
SELECT h.source, h.subject, h.sequence FROM stream_head h
WHERE h.changed_at > clock_timestamp() - ${HEADS_WINDOW_MS} * interval '1 ms'
  AND NOT EXISTS (SELECT FROM outbox o WHERE o.source = h.source AND o.subject = h.subject)
ORDER BY h.changed_at DESC LIMIT ${HEADS_MAX}`;

/** Says, from time to time, how far each stream of late has come: only so can a lost last event be noticed. */
export class StreamHeads {
  private readonly loop: Loop;
  private readonly giveUp = new AbortController();

  constructor(private readonly parts: StreamHeadsParts) {
    const everyMs = parts.timings.headsIntervalMs;
    this.loop = new Loop(() => this.say(), { minMs: everyMs, maxMs: everyMs }, parts.onError);
  }

  start(): void {
    if (Object.values(SOURCE_OWNERS).includes(this.parts.service)) this.loop.start();
  }

  async stop(limitMs: number): Promise<void> {
    this.giveUp.abort();
    await this.loop.stop(limitMs);
  }

  private async say(): Promise<PassResult> {
    const { pool, transport, now } = this.parts;
    const { rows } = await pool.query<{ source: Source; subject: string; sequence: string }>(RECENT);
    const heads = new Map<Source, Head[]>();
    for (const { source, subject, sequence } of rows) {
      const known = heads.get(source) ?? [];
      known.push({ subject, sequence: Number(sequence) });
      heads.set(source, known);
    }
    for (const [source, known] of heads) {
      for (let from = 0; from < known.length; from += HEADS_PER_EVENT) {
        const event = headsEvent(source, known.slice(from, from + HEADS_PER_EVENT), now());
        await publishWithin(
          transport,
          {
            exchange: EXCHANGES.events,
            routingKey: sourceKey(source),
            body: JSON.stringify([event]),
            contentType: BATCH_CONTENT_TYPE,
            messageId: event.id,
            // Said again in a minute: not worth keeping.
            mandatory: false,
          },
          this.giveUp.signal,
        );
      }
    }
    return 'none';
  }
}

function headsEvent(source: Source, heads: Head[], now: number): CaseloopEvent<'stream.heads.v1'> {
  const at = new Date(now).toISOString();
  return {
    specversion: '1.0',
    id: uuidv7(),
    source,
    type: 'stream.heads.v1',
    subject: source,
    time: at,
    recordedat: at,
    dataschema: dataSchemaOf('stream.heads.v1'),
    datacontenttype: 'application/json',
    data: { heads },
  };
}
