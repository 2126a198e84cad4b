import type { Messaging, Transaction } from '@caseloop/messaging';
import { failPoint } from '@caseloop/messaging';
import { type Logger, type Queryable, within } from '@caseloop/service';
import { type Carriers, NotSentError } from './carriers.js';
import { cut } from './domain/cut.js';
import {
  REASON_LENGTH_MAX,
  SEND_ATTEMPTS_MAX,
  SEND_BATCH,
  SEND_CONCURRENCY,
  SEND_IDLE_MS,
  SEND_TIMEOUT_MS,
  SEND_WAKE_MS,
} from './limits.js';
import type { Message, Outcome } from './messages.repository.js';
import { type Stores, draftOf, eventData } from './plan-messages.js';

interface SenderParts {
  readonly messaging: Messaging;
  readonly stores: Stores;
  readonly carriers: Carriers;
  readonly db: Queryable;
  readonly logger: Logger;
  readonly now: () => number;
}

/**
 * Hands planned messages to their carriers: claim and commit, call, record and commit. Between the two commits lies
 * nothing but the call, so that a crash leaves one question at most: did the last call get through? Where sending
 * twice does no harm it is asked again; elsewhere the answer is `unknown`, for a person. Safe in several instances.
 */
export class Sender {
  private timer: NodeJS.Timeout | null = null;
  private isWoken = false;
  private pass: Promise<void> = Promise.resolve();
  private stopped = true;

  constructor(private readonly parts: SenderParts) {}

  start(): void {
    this.stopped = false;
    this.schedule(0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    await this.pass;
  }

  /** There will be something to send as soon as the caller's transaction is committed. */
  wake(): void {
    // Woken once is enough: who puts the pass off with every call would never send while there is much to say.
    if (this.isWoken) return;
    this.isWoken = true;
    this.schedule(SEND_WAKE_MS);
  }

  pending(): Promise<number> {
    return this.parts.stores.messages.pending(this.parts.db);
  }

  private schedule(afterMs: number): void {
    if (this.stopped) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = null;
      this.isWoken = false;
      this.pass = this.pass.then(() => this.run());
    }, afterMs);
  }

  private async run(): Promise<void> {
    if (this.stopped) return;
    let isFull = false;
    try {
      isFull = (await this.sendOnce()) === SEND_BATCH;
    } catch (error) {
      this.parts.logger.error({ err: error }, 'messages could not be sent; trying again');
    }
    if (isFull) this.schedule(0);
    else if (this.timer === null) this.schedule(SEND_IDLE_MS);
  }

  /** One batch; returns how many were claimed. */
  async sendOnce(): Promise<number> {
    const { messaging, stores, now } = this.parts;
    const claimed = await messaging.transaction(async (tx) => {
      await this.giveUpExpired(tx);
      return stores.messages.claim(tx, now());
    });
    if (claimed.length === 0) return 0;
    failPoint('sender.afterIntent.beforeSend');
    const outcomes = await inParallel(claimed, SEND_CONCURRENCY, (message) => this.send(message));
    failPoint('sender.afterSend.beforeRecord');
    await messaging.transaction((tx) => this.record(tx, claimed, outcomes));
    return claimed.length;
  }

  private async send(message: Message): Promise<Outcome> {
    const { id, attempts, channel } = message;
    const line = this.parts.carriers[channel];
    try {
      const { reference } = await within(SEND_TIMEOUT_MS, `handing over to ${channel}`, line.send(message));
      return { id, attempts, state: 'handedOver', ...(reference === undefined ? {} : { reference }) };
    } catch (error) {
      const mayRepeat = line.repeatable || error instanceof NotSentError;
      return afterFailure(message, mayRepeat, (error as Error).message);
    }
  }

  /** Whoever claimed these is gone: where it is not known whether they left, a person has to look. */
  private async giveUpExpired(tx: Transaction): Promise<void> {
    const expired = await this.parts.stores.messages.expired(tx);
    if (expired.length === 0) return;
    const reason = 'the sender stopped before it knew';
    const outcomes = expired.map((message) =>
      afterFailure(message, this.parts.carriers[message.channel].repeatable, reason),
    );
    await this.record(tx, expired, outcomes);
  }

  private async record(
    tx: Transaction,
    sent: readonly Message[],
    outcomes: readonly Outcome[],
  ): Promise<void> {
    const { stores } = this.parts;
    const now = this.parts.now();
    const recorded = await stores.messages.record(tx, outcomes, now);
    const byId = new Map(sent.map((message) => [message.id, message]));
    const handedOver: string[] = [];
    for (const outcome of outcomes.filter(({ id }) => recorded.has(id))) {
      const message = byId.get(outcome.id)!;
      const draft = { ...draftOf(message), time: now };
      const data = eventData(message);
      if (outcome.state === 'handedOver') {
        handedOver.push(outcome.id);
        const reference = outcome.reference === undefined ? {} : { reference: outcome.reference };
        tx.publish({ ...draft, type: 'notification.handed_over.v1', data: { ...data, ...reference } });
      } else if (outcome.state !== 'planned') {
        const failed = { ...data, reason: outcome.reason ?? outcome.state, final: true };
        tx.publish({ ...draft, type: 'notification.failed.v1', data: failed });
      }
    }
    await this.tellOfSurveys(tx, handedOver, byId, now);
  }

  /** A survey is sent when the message that carries it is. */
  private async tellOfSurveys(
    tx: Transaction,
    handedOver: readonly string[],
    byId: ReadonlyMap<string, Message>,
    now: number,
  ): Promise<void> {
    const asking = handedOver.filter((id) => byId.get(id)!.template === 'satisfactionSurvey');
    if (asking.length === 0) return;
    for (const survey of await this.parts.stores.surveys.markSent(tx, asking, now)) {
      const { id, caseId, cycle, messageId, expiresAt } = survey;
      const data = { surveyId: id, caseId, cycle, messageId, expiresAt: new Date(expiresAt).toISOString() };
      tx.publish({ ...draftOf(byId.get(messageId)!), type: 'survey.sent.v1', time: now, data });
    }
  }
}

/** Seconds until the next attempt: 1, 4, 9. */
function afterFailure({ id, attempts }: Message, mayRepeat: boolean, reason: string): Outcome {
  const told = cut(reason, REASON_LENGTH_MAX) || 'no reason given';
  if (!mayRepeat) return { id, attempts, state: 'unknown', reason: told };
  if (attempts >= SEND_ATTEMPTS_MAX) return { id, attempts, state: 'failed', reason: told };
  return { id, attempts, state: 'planned', reason: told, retryInS: attempts * attempts };
}

async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array<R>(items.length);
  const entries = items.entries();
  const lane = async () => {
    for (const [i, item] of entries) results[i] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
  return results;
}
