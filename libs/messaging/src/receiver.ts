import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SUBSCRIPTIONS, sequenceOf, type AnyEvent, type ServiceName } from '@caseloop/contracts';
import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { failPoint } from './fail-point.js';
import { codeOf, isTimeout, jittered, kindOf, nextPauseMs } from './failure.js';
import { attemptsOf, keepFailed, keepEvents } from './kept-events.js';
import type { Applied, Inbox } from './inbox.js';
import { ERROR_TEXT_MAX, INBOX_EVENTS_MAX, UNREADABLE_BYTES_MAX, type MessagingTimings } from './limits.js';
import type { MessagingObserver } from './messaging.js';
import { inLockOrder } from './outbox.js';
import { readMessages, type UnreadablePart } from './reading.js';
import { inTransaction } from './transaction.js';
import { eventsQueue, type IncomingMessage } from './transport.js';
import { lockWatermarks, settleKept } from './watermarks.js';

export interface ReceiverParts {
  readonly service: ServiceName;
  readonly pool: Pool;
  readonly inbox: Inbox;
  readonly observer: MessagingObserver;
  readonly timings: MessagingTimings;
  readonly now: () => number;
  /** Something was said, or became due. */
  readonly onApplied: (applied: Applied) => void;
  readonly onHeads: (heads: readonly AnyEvent[]) => Promise<void>;
}

/**
 * Takes what the transport brings, and what the kept worker takes up again, to an end: applied, kept, on the retry
 * ladder, or parked. Rejects only when the database or the network fails, so that the same comes again later.
 */
export class Receiver {
  private readonly queue: string;

  constructor(private readonly parts: ReceiverParts) {
    this.queue = eventsQueue(parts.service);
  }

  async receive(messages: readonly IncomingMessage[]): Promise<void> {
    const { events, heads, unreadable } = readMessages(messages, SUBSCRIPTIONS[this.parts.service]);
    for (const part of unreadable) await this.putAside(part);
    await this.apply(events);
    if (heads.length > 0) await this.parts.onHeads(heads);
  }

  /** Applies events in portions of one transaction each; a portion that holds a bad event is taken apart. */
  async apply(events: readonly AnyEvent[]): Promise<void> {
    for (let from = 0; from < events.length; from += INBOX_EVENTS_MAX) {
      const portion = events.slice(from, from + INBOX_EVENTS_MAX);
      if (!(await this.isApplied(portion, true))) await this.isolate(inStreamOrder(portion));
    }
  }

  /** Halves until the bad event stands alone. Kept ones stay out of it, lest an innocent be blamed for them. */
  private async isolate(events: readonly AnyEvent[]): Promise<void> {
    if (await this.isApplied(events, false)) return;
    if (events.length === 1) return;
    const middle = Math.ceil(events.length / 2);
    await this.isolate(events.slice(0, middle));
    await this.isolate(events.slice(middle));
  }

  /**
   * True when the events are applied or kept. A passing error is tried again and then thrown. Any other is of the
   * data: false, and a single event goes on its ladder.
   */
  private async isApplied(events: readonly AnyEvent[], drain: boolean): Promise<boolean> {
    const { transientPausesMs } = this.parts.timings;
    for (let tries = 0; ; tries += 1) {
      const begun = performance.now();
      try {
        const applied = await this.parts.inbox.apply(events, drain);
        this.report(applied, performance.now() - begun);
        return true;
      } catch (error) {
        const transient = kindOf(error) === 'transient';
        this.parts.observer.batchFailed({ queue: this.queue, events: events.length, error, transient });
        const pause = transientPausesMs[tries];
        if (!transient || (pause === undefined && isTimeout(error))) return this.blame(events, drain, error);
        if (pause === undefined) throw error;
        await sleep(jittered(pause, Math.random()));
      }
    }
  }

  /** The failure is an event's: of the one that stands alone, or of one to be found. */
  private async blame(events: readonly AnyEvent[], drain: boolean, error: unknown): Promise<false> {
    if (events.length === 1 && !drain) await this.fail(events[0]!, error);
    return false;
  }

  private report({ counts, ...rest }: Applied, durationMs: number): void {
    for (const count of counts) this.parts.observer.batchApplied({ queue: this.queue, ...count, durationMs });
    this.parts.onApplied({ counts, ...rest });
  }

  /** Puts one event on the next step of its ladder, or parks it. What comes later in its stream waits behind it. */
  private async fail(event: AnyEvent, error: unknown): Promise<void> {
    const { pool, timings, now, observer } = this.parts;
    const parked = await inTransaction(pool, async (tx) => {
      const [watermark] = await lockWatermarks(tx, [event]);
      const ahead = sequenceOf(event) - watermark!.sequence;
      // Another instance was faster, in either direction.
      if (ahead < 1) return false;
      if (ahead > 1) {
        await keepEvents(tx, [{ event, awaits: null }], timings);
        await settleKept(tx, [event]);
        return false;
      }
      const attempts = (await attemptsOf(tx, event)) + 1;
      const pauseMs =
        kindOf(error) === 'permanent' ? null : nextPauseMs(timings.retryLadderMs, attempts, Math.random());
      const code = codeOf(error) ?? 'error';
      await keepFailed(tx, event, { attempts, pauseMs, code, text: textOf(error), now: now() });
      await settleKept(tx, [event]);
      return pauseMs === null;
    });
    const { type, subject, id } = event;
    if (parked) observer.eventParked({ queue: this.queue, type, subject, id, error });
  }

  /** What is no event cannot be in order: it is put aside once, whoever sent it and however often. */
  private async putAside({ message, body, error }: UnreadablePart): Promise<void> {
    await this.parts.pool.query(
      `INSERT INTO unreadable_message (id, sha256, queue, exchange, routing_key, bytes, body, error, received_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (sha256) DO NOTHING`,
      [
        uuidv7(),
        createHash('sha256').update(body).digest('hex'),
        this.queue,
        withoutNul(message.exchange),
        withoutNul(message.routingKey),
        body.length,
        body.subarray(0, UNREADABLE_BYTES_MAX),
        error,
        new Date(this.parts.now()).toISOString(),
      ],
    );
    failPoint('parking.afterWrite.beforeAck');
    this.parts.observer.eventParked({ queue: this.queue, type: 'unreadable', subject: '', id: '', error });
  }
}

function inStreamOrder(events: readonly AnyEvent[]): AnyEvent[] {
  return inLockOrder([...events].sort((a, b) => sequenceOf(a) - sequenceOf(b)));
}

function textOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return withoutNul(text).slice(0, ERROR_TEXT_MAX);
}

/** NUL is the one character the database refuses in a text. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', ' ');
}
