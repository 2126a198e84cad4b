import type { Messaging, Transaction } from '@caseloop/messaging';
import { failPoint } from '@caseloop/messaging';
import { type Logger, type Queryable, monotonicMs, within } from '@caseloop/service';
import { type CarrierLine, RefusedError, failureOf } from './carrier-line.js';
import type { Carriers } from './carriers.js';
import { type Claimed, claim } from './claim.js';
import { type Failure, afterFailure } from './domain/attempts.js';
import { type Address, type Carrier, needsAddress } from './domain/carriers.js';
import { cut } from './domain/cut.js';
import { RateBreaker } from './domain/rate.js';
import type { FallBackParts } from './fall-back.js';
import {
  REASON_LENGTH_MAX,
  SEND_BATCH,
  SEND_CONCURRENCY,
  SEND_IDLE_MS,
  SEND_TROUBLE_MS,
  SEND_TIMEOUT_MS,
  SEND_WAKE_MS,
} from './limits.js';
import type { Message } from './message-rows.js';
import type { Outcome } from './messages.repository.js';
import { recordOutcomes } from './record-outcomes.js';

interface SenderParts extends FallBackParts {
  readonly messaging: Messaging;
  readonly carriers: Carriers;
  readonly db: Queryable;
  readonly logger: Logger;
  readonly now: () => number;
  readonly sendsPerMinuteMax: number;
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

  private readonly breakers: ReadonlyMap<Carrier, RateBreaker>;

  constructor(private readonly parts: SenderParts) {
    const real = [...parts.outfit].filter(needsAddress);
    this.breakers = new Map(real.map((carrier) => [carrier, new RateBreaker(parts.sendsPerMinuteMax)]));
  }

  start(): void {
    this.stopped = false;
    this.schedule(0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    await this.pass;
    for (const line of Object.values(this.parts.carriers)) line.close?.();
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
    let pauseMs = SEND_IDLE_MS;
    try {
      isFull = (await this.sendOnce()) === SEND_BATCH;
    } catch (error) {
      this.parts.logger.error({ err: error }, 'messages could not be sent; trying again');
      pauseMs = SEND_TROUBLE_MS;
    }
    if (isFull) this.schedule(0);
    else if (this.timer === null) this.schedule(pauseMs);
  }

  /** One batch; returns how many were claimed. */
  async sendOnce(): Promise<number> {
    const { messaging, stores, carriers, now, outfit } = this.parts;
    const except = [...this.breakers]
      .filter(([, breaker]) => breaker.isOpen(monotonicMs()))
      .map(([name]) => name);
    const claimed = await messaging.transaction(async (tx) => {
      await this.giveUpExpired(tx);
      return claim(tx, stores, { outfit, except, now: now() });
    });
    if (claimed.length === 0) return 0;
    this.count(claimed);
    failPoint('sender.afterIntent.beforeSend');
    const outcomes = await inParallel(claimed, SEND_CONCURRENCY, ({ message, address }) =>
      attempt(message, address, carriers[message.channel]),
    );
    failPoint('sender.afterSend.beforeRecord');
    const sent = claimed.map(({ message }) => message);
    await messaging.transaction((tx) => recordOutcomes(tx, this.parts, sent, outcomes, now()));
    return claimed.length;
  }

  /** Whoever claimed these is gone: where it is not known whether they left, a person has to look. */
  private async giveUpExpired(tx: Transaction): Promise<void> {
    const { stores, carriers, now } = this.parts;
    const expired = await stores.messages.expired(tx);
    if (expired.length === 0) return;
    const failure = { kind: 'unsure', reason: 'the sender stopped before it knew' } as const;
    const outcomes = expired.map((message) => outcomeOf(message, failure, carriers[message.channel]));
    await recordOutcomes(tx, this.parts, expired, outcomes, now());
  }

  private count(claimed: readonly Claimed[]): void {
    for (const [carrier, breaker] of this.breakers) {
      const sent = claimed.filter(({ message }) => message.channel === carrier).length;
      if (!breaker.counts(sent, monotonicMs())) continue;
      this.parts.logger.error(
        { carrier },
        'more messages than there can be: nothing leaves this way for a minute',
      );
    }
  }
}

async function attempt(
  message: Message,
  address: Address | null,
  line: CarrierLine | undefined,
): Promise<Outcome> {
  const { id, attempts, channel } = message;
  try {
    if (line === undefined) throw new RefusedError(`${channel} is not configured any more`);
    if (needsAddress(channel) && address === null) throw new RefusedError('no address is known (any more)');
    const call = line.send(message, address);
    const { reference } = await within(SEND_TIMEOUT_MS, `handing over to ${channel}`, call);
    const named = reference === undefined ? {} : { reference };
    return { id, attempts, state: 'handedOver', left: true, ...named };
  } catch (error) {
    return outcomeOf(message, failureOf(error as Error), line);
  }
}

function outcomeOf({ id, attempts }: Message, failure: Failure, line: CarrierLine | undefined): Outcome {
  const reason = cut(failure.reason, REASON_LENGTH_MAX) || 'no reason given';
  const next = afterFailure(failure, attempts, line?.repeatable ?? false);
  return { id, attempts, reason, left: failure.kind === 'unsure', ...next };
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
