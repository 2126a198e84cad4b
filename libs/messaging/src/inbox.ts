import {
  EVENT_SCHEMAS,
  SOURCES,
  sequenceOf,
  type AnyEvent,
  type ServiceName,
  type Source,
} from '@caseloop/contracts';
import type { Pool } from 'pg';
import type { Awaited, BatchContext, EventBatch, EventStream, Transaction } from './events.js';
import { failPoint } from './fail-point.js';
import { PermanentError } from './failure.js';
import { judge, type Judgement } from './judging.js';
import { forgetKept, keepEvents, readKept, type AwaitingPause, type ToKeep } from './kept-events.js';
import { inLockOrder, streamName, writeOutbox, type StreamKey } from './outbox.js';
import { inTransaction, type OpenTransaction } from './transaction.js';
import { advanceWatermarks, lockWatermarks, settleKept, type Watermark } from './watermarks.js';

/** What a service does with the events of one source. */
export type BatchHandler = (batch: EventBatch, context: BatchContext) => Promise<void>;

/** What one transaction did to the events of one source. */
export interface SourceCount {
  readonly source: Source;
  events: number;
  applied: number;
  duplicates: number;
  kept: number;
}

export interface Applied {
  readonly counts: readonly SourceCount[];
  /** Kept events that are due now. */
  readonly due: number;
  /** Events that this transaction published. */
  readonly said: number;
}

interface JudgedStream extends StreamKey {
  readonly watermark: Watermark;
  readonly incoming: number;
  readonly judgement: Judgement;
  /** Sequences that were kept before. */
  readonly keptBefore: ReadonlySet<number>;
}

/** Where the handler stopped a stream, and for what. */
interface Stop {
  readonly sequence: number;
  readonly awaits: Awaited;
}

/**
 * One batch, one transaction: locks the watermarks, judges every event, hands what is next to the handlers, keeps
 * what is not, advances, writes what the handlers said. With `drain`, kept events that fit now run along.
 */
export class Inbox {
  readonly handlers = new Map<Source, BatchHandler>();

  constructor(
    private readonly service: ServiceName,
    private readonly pool: Pool,
    private readonly now: () => number,
    private readonly pause: AwaitingPause,
  ) {}

  apply(events: readonly AnyEvent[], drain: boolean): Promise<Applied> {
    const incoming = byStream(events);
    return inTransaction(this.pool, async (tx) => {
      const watermarks = await lockWatermarks(tx, inLockOrder(incoming.values()));
      const kept = await readKept(tx, watermarks);
      const judged = watermarks.map((watermark): JudgedStream => {
        const came = incoming.get(streamName(watermark))!.events;
        const before = kept.get(streamName(watermark)) ?? [];
        return {
          source: watermark.source,
          subject: watermark.subject,
          watermark,
          incoming: came.length,
          judgement: judge(watermark.sequence, came, before, drain),
          keptBefore: new Set(before.map((event) => event.sequence)),
        };
      });
      const stops = await this.handle(tx, judged);
      return this.settle(tx, judged, stops);
    });
  }

  /** Calls the handlers, in the order in which sources cause each other; returns the streams they stopped. */
  private async handle(tx: OpenTransaction, judged: readonly JudgedStream[]): Promise<Map<string, Stop>> {
    const stops = new Map<string, Stop>();
    const running = judged.filter((stream) => stream.judgement.run.length > 0);
    for (const source of SOURCES) {
      const streams = running
        .filter((stream) => stream.source === source)
        .map(({ subject, judgement }): EventStream => ({ source, subject, events: judgement.run }));
      if (streams.length === 0) continue;
      const handler = this.handlers.get(source);
      if (handler === undefined)
        throw new PermanentError('no_handler', `${this.service} does not listen to ${source}`);
      for (const { events } of streams) events.forEach(assertKnownType);
      await handler({ source, streams }, contextOf(tx, stops));
    }
    return stops;
  }

  private async settle(
    tx: OpenTransaction,
    judged: readonly JudgedStream[],
    stops: ReadonlyMap<string, Stop>,
  ): Promise<Applied> {
    const outcomes = judged.map((stream) => outcomeOf(stream, stops.get(streamName(stream))));
    await forgetKept(
      tx,
      outcomes.flatMap((outcome) => outcome.forget),
    );
    await keepEvents(
      tx,
      outcomes.flatMap((outcome) => outcome.keep),
      this.pause,
    );
    const advanced = outcomes.filter((outcome) => outcome.applied > 0);
    const released = await advanceWatermarks(
      tx,
      advanced.map((outcome) => outcome.reached),
    );
    const touched = outcomes.filter(
      (outcome) => outcome.keep.length > 0 || outcome.stream.watermark.kept > 0,
    );
    const due = await settleKept(
      tx,
      touched.map((outcome) => outcome.stream),
    );
    const said = tx.drafts.length;
    await writeOutbox(tx, this.service, tx.drafts, this.now());
    failPoint('inbox.afterWrite.beforeCommit');
    return { counts: countsOf(outcomes), due: released + due, said };
  }
}

interface Outcome {
  readonly stream: JudgedStream;
  readonly applied: number;
  readonly reached: StreamKey & { readonly sequence: number };
  readonly forget: readonly AnyEvent[];
  readonly keep: readonly ToKeep[];
}

function outcomeOf(stream: JudgedStream, stop: Stop | undefined): Outcome {
  const { run, early } = stream.judgement;
  const isDone = (event: AnyEvent): boolean => stop === undefined || sequenceOf(event) < stop.sequence;
  const done = run.filter(isDone);
  const held = run.filter((event) => !isDone(event));
  const { source, subject, watermark } = stream;
  return {
    stream,
    applied: done.length,
    reached: { source, subject, sequence: watermark.sequence + done.length },
    forget: done.filter((event) => stream.keptBefore.has(sequenceOf(event))),
    keep: [
      ...held.map((event) => ({
        event,
        awaits: stop !== undefined && sequenceOf(event) === stop.sequence ? stop.awaits : null,
      })),
      ...early.map((event) => ({ event, awaits: null })),
    ],
  };
}

function contextOf(tx: Transaction, stops: Map<string, Stop>): BatchContext {
  return {
    tx,
    keep: (stream, from, awaits) => {
      if (!stream.events.includes(from))
        throw new Error(`${from.type} ${from.id} is not in the stream it is kept in`);
      const sequence = sequenceOf(from);
      const before = stops.get(streamName(stream));
      if (before === undefined || sequence < before.sequence)
        stops.set(streamName(stream), { sequence, awaits });
    },
  };
}

function byStream(events: readonly AnyEvent[]): Map<string, StreamKey & { events: AnyEvent[] }> {
  const streams = new Map<string, StreamKey & { events: AnyEvent[] }>();
  for (const event of events) {
    const name = streamName(event);
    const stream = streams.get(name) ?? { source: event.source, subject: event.subject, events: [] };
    stream.events.push(event);
    streams.set(name, stream);
  }
  return streams;
}

function countsOf(outcomes: readonly Outcome[]): SourceCount[] {
  const counts = new Map<Source, SourceCount>();
  for (const { stream, applied, keep } of outcomes) {
    const { source } = stream;
    const count = counts.get(source) ?? { source, events: 0, applied: 0, duplicates: 0, kept: 0 };
    count.events += stream.incoming;
    count.applied += applied;
    count.duplicates += stream.judgement.duplicates;
    count.kept += keep.length;
    counts.set(source, count);
  }
  return [...counts.values()];
}

/** A consumer that is older than its owner must not pass over what it cannot read. */
function assertKnownType(event: AnyEvent): void {
  if (!Object.hasOwn(EVENT_SCHEMAS, event.type)) {
    throw new PermanentError('unknown_type', `This version does not know ${event.type as string}`);
  }
}
