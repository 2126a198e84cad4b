import { CommitUnknownError, type Messaging, type Transaction } from '@caseloop/messaging';
import type { Clock } from '@caseloop/service';
import type { CustomersRepository } from './customers.repository.js';
import { identityOf, traitsOf } from './domain/acceptance.js';
import { CustomerBook } from './domain/customer-book.js';
import {
  type Acceptance,
  type Decision,
  type World,
  decideBatch,
  keyOf,
  receiptOf,
} from './domain/decide-batch.js';
import type { AcceptedReceipt, Receipt } from './domain/receipt.js';
import type { ServiceRequest } from './domain/service-request.js';
import type { Submission } from './domain/submission.js';
import { CLOCK_SKEW_MAX_MS, CONTENTION_TRIES_MAX, INSTANT_MIN, KEY_RETENTION_MS } from './limits.js';
import type { PacksRepository } from './packs.repository.js';
import { answerTo, draftsOf, rowOf } from './outcome.js';
import type { RegistersRepository } from './registers.repository.js';
import type { RawMessage, RejectedRequestsRepository } from './rejected-requests.repository.js';
import type { FoundRequest, PartnerName, RequestsRepository } from './requests.repository.js';

/** A submission with what was sent, word for word, for the case that it is refused. */
export interface Arrival {
  readonly submission: Submission;
  readonly raw: RawMessage;
}

/** What a sender is told, and whether it was told before. */
export interface Answer {
  readonly receipt: Receipt;
  readonly isReplay: boolean;
}

export interface IntakeParts {
  readonly messaging: Messaging;
  readonly clock: Clock;
  readonly defaultPack: string;
  readonly requests: RequestsRepository;
  readonly rejected: RejectedRequestsRepository;
  readonly customers: CustomersRepository;
  readonly packs: PacksRepository;
  readonly registers: RegistersRepository;
}

/** Somebody else committed something this batch was decided without. It is decided again, knowing it. */
class WorldMovedError extends Error {}

/** No pack is in force yet: the installation is being set up. Whoever knocks is to come again. */
export class NotReadyError extends Error {}

/**
 * The one door behind both transports: decides a batch of submissions in one transaction and answers each of them.
 * What it has read may change until it writes; unique indexes notice that, and then everything is decided again.
 */
export class Intake {
  constructor(private readonly parts: IntakeParts) {}

  /** The answers, in the order of the arrivals. When this resolves, what was accepted is committed. */
  async submit(arrivals: readonly Arrival[]): Promise<Answer[]> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.parts.messaging.transaction((tx) => this.submitIn(tx, arrivals));
      } catch (error) {
        const isPassing = error instanceof WorldMovedError || error instanceof CommitUnknownError;
        if (!isPassing || tries >= CONTENTION_TRIES_MAX) throw error;
      }
    }
  }

  /**
   * The same within a transaction that does more. @throws WorldMovedError when the whole of it has to be done again,
   * as whoever handles events does.
   */
  async submitIn(tx: Transaction, arrivals: readonly Arrival[]): Promise<Answer[]> {
    const now = this.parts.clock.now();
    const submissions = arrivals.map(({ submission }) => submission);
    const world = await this.look(tx, submissions, now);
    const decisions = decideBatch(submissions, world);
    const receipts = await this.number(tx, decisions);
    await this.storeCustomers(tx, decisions.filter(isAcceptance), now);
    await this.storeRequests(tx, decisions, receipts, now);
    await this.storeRejections(tx, decisions, arrivals, now);
    tx.publish(...decisions.flatMap((decision) => draftsOf(decision, receipts, now)));
    return decisions.map((decision) => ({
      receipt: answerTo(decision, receipts),
      isReplay: decision.verdict === 'replay',
    }));
  }

  /** Everything the decisions depend on, in a handful of statements. */
  private async look(tx: Transaction, submissions: readonly Submission[], now: number): Promise<World> {
    const { packs, registers, requests, customers } = this.parts;
    const inForce = await packs.inForce(tx);
    if (inForce.length === 0) throw new NotReadyError('No policy pack is in force yet');
    const partners = [...new Set(submissions.map(({ partner }) => partner))];
    const found = await requests.findByKey(
      tx,
      namesOf(submissions, ({ key }) => key),
    );
    const expired = found.filter(({ receivedAt }) => receivedAt <= now - KEY_RETENTION_MS);
    await requests.releaseKeys(
      tx,
      expired.map(({ requestId }) => requestId),
    );
    const known = found.filter((request) => !expired.includes(request));
    const referred = await requests.findByReference(
      tx,
      namesOf(submissions, ({ sound }) => sound.externalRef ?? null),
    );
    return {
      now,
      defaultPack: this.parts.defaultPack,
      inForce,
      packs: await packs.parsedPacks(tx, inForce),
      partners: await registers.agreements(tx, partners),
      byKey: index(known, ({ key }) => key),
      byReference: index(referred, ({ externalRef }) => externalRef),
      customers: new CustomerBook(
        await customers.find(
          tx,
          submissions.flatMap(({ identifiers }) => identifiers),
        ),
      ),
      instants: { earliest: INSTANT_MIN, skewMs: CLOCK_SKEW_MAX_MS },
    };
  }

  /** Gives each accepted request its case number, and so its receipt. */
  private async number(
    tx: Transaction,
    decisions: readonly Decision[],
  ): Promise<Map<Acceptance, AcceptedReceipt>> {
    const accepted = decisions.filter(isAcceptance);
    const counts = new Map<string, number>();
    for (const { series } of accepted) counts.set(series.prefix, (counts.get(series.prefix) ?? 0) + 1);
    const last = await this.parts.registers.takeNumbers(tx, counts);
    const next = new Map([...counts].map(([prefix, count]) => [prefix, last.get(prefix)! - count + 1]));
    return new Map(
      accepted.map((acceptance) => {
        const { prefix } = acceptance.series;
        const sequence = next.get(prefix)!;
        next.set(prefix, sequence + 1);
        return [acceptance, receiptOf(acceptance, sequence)];
      }),
    );
  }

  private async storeCustomers(tx: Transaction, accepted: readonly Acceptance[], now: number): Promise<void> {
    const rows = new Map<string, { traits: object; personal: object }>();
    for (const { customerId, submission } of accepted) {
      const stated = (submission.sound as ServiceRequest).customer;
      const before = rows.get(customerId);
      rows.set(customerId, {
        traits: { ...before?.traits, ...traitsOf(stated) },
        personal: { ...before?.personal, ...identityOf(stated) },
      });
    }
    await this.parts.customers.save(tx, rows, now);
    const claims = accepted.flatMap(({ customerId, newIdentifiers }) =>
      newIdentifiers.map((identifier) => ({ ...identifier, customerId })),
    );
    const claimed = await this.parts.customers.claim(tx, claims);
    if (claimed < claims.length) throw new WorldMovedError();
  }

  private async storeRequests(
    tx: Transaction,
    decisions: readonly Decision[],
    receipts: ReadonlyMap<Acceptance, AcceptedReceipt>,
    now: number,
  ): Promise<void> {
    const rows = decisions.flatMap((decision) => rowOf(decision, receipts) ?? []);
    const stored = await this.parts.requests.insert(tx, rows, now);
    if (stored < rows.length) throw new WorldMovedError();
  }

  private async storeRejections(
    tx: Transaction,
    decisions: readonly Decision[],
    arrivals: readonly Arrival[],
    now: number,
  ): Promise<void> {
    const rows = decisions.flatMap((decision, at) => {
      if (decision.verdict !== 'reject') return [];
      const { ids, partner, transport, key } = decision.submission;
      const { raw } = arrivals[at]!;
      return [{ id: ids.requestId, partner, transport, key, problem: decision.problem, raw }];
    });
    await this.parts.rejected.insert(tx, rows, now);
  }
}

function isAcceptance(decision: Decision): decision is Acceptance {
  return decision.verdict === 'accept';
}

function namesOf(
  submissions: readonly Submission[],
  nameOf: (submission: Submission) => string | null,
): PartnerName[] {
  const names = submissions.flatMap((submission) => {
    const name = nameOf(submission);
    return name === null ? [] : [{ partner: submission.partner, name }];
  });
  return [...new Map(names.map((name) => [keyOf(name.partner, name.name), name])).values()];
}

function index(
  requests: readonly FoundRequest[],
  nameOf: (request: FoundRequest) => string | null,
): Map<string, FoundRequest> {
  return new Map(requests.map((request) => [keyOf(request.partner, nameOf(request)!), request]));
}
