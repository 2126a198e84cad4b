import type { CustomerTraits, PackRef, Violation } from '@caseloop/contracts';
import { type NumberSeries, type Pack, formatNumber, registrationDues, renderNumber } from '@caseloop/policy';
import { type RegisteredFacts, registeredFacts, traitsOf } from './acceptance.js';
import { type InstantLimits, checkInstants } from './check-instants.js';
import { choosePack, type PackInForce, type PartnerAgreement } from './choose-pack.js';
import { type CustomerBook, identify } from './customer-book.js';
import { judge } from './judge.js';
import type { Identifier } from './match-customer.js';
import { type ProblemDocument, problem, problemOf, violation } from './problem.js';
import type { AcceptedReceipt, Due } from './receipt.js';
import type { ServiceRequest } from './service-request.js';
import type { Submission } from './submission.js';

/** A request that is already there, found by its key or by its external reference. */
export interface KnownRequest {
  readonly requestId: string;
  readonly bodyHash: string;
  readonly receipt: AcceptedReceipt;
}

/** Everything that was known when a batch was decided. */
export interface World {
  readonly now: number;
  readonly defaultPack: string;
  readonly inForce: readonly PackInForce[];
  /** Parsed, by version. */
  readonly packs: ReadonlyMap<string, Pack>;
  readonly partners: ReadonlyMap<string, PartnerAgreement>;
  /** By `keyOf(partner, key)` and by `keyOf(partner, externalRef)`. */
  readonly byKey: ReadonlyMap<string, KnownRequest>;
  readonly byReference: ReadonlyMap<string, KnownRequest>;
  readonly customers: CustomerBook;
  readonly instants: InstantLimits;
}

/** A request that becomes a case; only its number is missing. */
export interface Acceptance {
  readonly verdict: 'accept';
  readonly submission: Submission;
  readonly key: string;
  readonly pack: PackRef;
  readonly facts: RegisteredFacts;
  readonly due: readonly Due[];
  readonly series: NumberSeries;
  readonly customerId: string;
  readonly isNewCustomer: boolean;
  readonly newIdentifiers: readonly Identifier[];
}

/** Known by its external reference: the new key is remembered, nothing else happens. */
export interface Alias {
  readonly verdict: 'alias';
  readonly submission: Submission;
  readonly key: string;
  readonly of: KnownRequest | Acceptance;
}

/** The same request once more: answered like the first time. */
export interface Replay {
  readonly verdict: 'replay';
  readonly of: AcceptedReceipt | Acceptance | Alias;
}

export interface Rejection {
  readonly verdict: 'reject';
  readonly submission: Submission;
  readonly problem: ProblemDocument;
}

export type Decision = Acceptance | Alias | Replay | Rejection;

/** What is known so far: the world, and what this batch has added to it. */
interface Ledger {
  readonly world: World;
  readonly byKey: Map<string, Acceptance | Alias>;
  readonly byReference: Map<string, Acceptance>;
}

/** Decides a batch in the order in which it came, each submission in the light of those before it. */
export function decideBatch(submissions: readonly Submission[], world: World): Decision[] {
  const ledger: Ledger = { world, byKey: new Map(), byReference: new Map() };
  return submissions.map((submission) => {
    const decision = decide(submission, ledger);
    if (decision.verdict === 'accept' || decision.verdict === 'alias') {
      ledger.byKey.set(keyOf(submission.partner, decision.key), decision);
    }
    if (decision.verdict === 'accept' && decision.facts.externalRef !== undefined) {
      ledger.byReference.set(keyOf(submission.partner, decision.facts.externalRef), decision);
    }
    return decision;
  });
}

function decide(submission: Submission, ledger: Ledger): Decision {
  const { unreadable, key, bodyHash } = submission;
  if (unreadable !== null) return { verdict: 'reject', submission, problem: unreadable };
  if (key === null || bodyHash === null) {
    return { verdict: 'reject', submission, problem: missingKey(submission) };
  }
  return known(submission, key, bodyHash, ledger) ?? judged(submission, key, ledger);
}

/** The answer to a key that was used before, in this batch or earlier; null for a new one. */
function known(submission: Submission, key: string, bodyHash: string, ledger: Ledger): Decision | null {
  const word = keyOf(submission.partner, key);
  const earlier = ledger.world.byKey.get(word);
  const inBatch = ledger.byKey.get(word);
  const hash = earlier?.bodyHash ?? inBatch?.submission.bodyHash;
  if (hash === undefined) return null;
  if (hash !== bodyHash) return { verdict: 'reject', submission, problem: keyReused(key, submission) };
  return { verdict: 'replay', of: earlier?.receipt ?? inBatch! };
}

function judged(submission: Submission, key: string, ledger: Ledger): Decision {
  const { world } = ledger;
  const { sound, partner } = submission;
  const agreement = world.partners.get(partner);
  const choice = choosePack(sound, agreement, world.inForce, world.defaultPack);
  const pack = choice.inForce === null ? undefined : world.packs.get(choice.inForce.version);
  const core = [...submission.violations, ...checkInstants(sound, world.now, world.instants)];
  if (pack === undefined) {
    const isRefusedAlready = core.some(({ pointer }) => pointer === '/pack');
    return reject(submission, isRefusedAlready ? core : [...core, unknownPack(choice.name, world)]);
  }
  const unit = sound.unit ?? agreement?.unit ?? pack.unit;
  const customer = identify(submission, world.customers);
  const traits = { ...customer.traits, ...(sound.customer === undefined ? {} : traitsOf(sound.customer)) };
  const judgement = judge(
    sound,
    { pack, unit, partner, traits },
    core.map(({ pointer }) => pointer),
  );
  const violations = [...core, ...judgement.violations];
  if (violations.length > 0) return reject(submission, violations);
  const reference = sound.externalRef === undefined ? null : keyOf(partner, sound.externalRef);
  const original =
    reference === null ? undefined : (world.byReference.get(reference) ?? ledger.byReference.get(reference));
  if (original !== undefined) return { verdict: 'alias', submission, key, of: original };
  const facts = registeredFacts({
    // Nothing was refused, so the sound part is the whole request.
    request: sound as ServiceRequest,
    partner,
    unit,
    pack: { name: pack.name, version: pack.version },
    classification: judgement.classification,
    customer: { id: customer.customerId, ...traits } satisfies CustomerTraits,
  });
  return {
    verdict: 'accept',
    submission,
    key,
    pack: facts.pack,
    facts,
    due: registrationDues(pack, judgement.input, world.now, facts),
    series: seriesOf(pack, unit, facts.type, world.now),
    ...world.customers.enter(customer, traits, submission),
  };
}

function reject(submission: Submission, violations: readonly Violation[]): Rejection {
  return { verdict: 'reject', submission, problem: problemOf(violations, submission.pointerBase) };
}

function unknownPack(name: string, { inForce }: World): Violation {
  const accepted = inForce.map((pack) => pack.name).join(', ') || 'none so far';
  return violation('/pack', 'unknownPack', `there is no pack ${JSON.stringify(name)}; in force: ${accepted}`);
}

function missingKey({ keyPointer }: Submission): ProblemDocument {
  return problem('missingKey', [violation(keyPointer, 'required', 'missing; expected: an idempotency key')]);
}

function keyReused(key: string, { keyPointer }: Submission): ProblemDocument {
  const detail = `The key ${JSON.stringify(key)} belongs to a request with another body. Send the same body again, or a new key.`;
  return problem(
    'keyReused',
    [violation(keyPointer, 'keyReused', 'expected: a key not used before')],
    detail,
  );
}

function seriesOf(pack: Pack, unit: string, type: string, at: number): NumberSeries {
  const typeCode = pack.types.find(({ id }) => id === type)?.code;
  return renderNumber(pack.numbering.pattern, { unit, typeCode, at, zone: pack.zone });
}

/** The receipt of an accepted request, once it has its number. */
export function receiptOf(acceptance: Acceptance, sequence: number): AcceptedReceipt {
  const { submission, key, pack, facts, due, series } = acceptance;
  return {
    status: 'accepted',
    requestId: submission.ids.requestId,
    key,
    duplicate: false,
    caseId: submission.ids.caseId,
    caseNumber: formatNumber(series, sequence),
    pack,
    type: facts.type,
    urgency: facts.urgency,
    rule: facts.rule ?? null,
    due,
  };
}

/** A name in the scope of a partner, as one word. */
export function keyOf(partner: string, name: string): string {
  return `${partner} ${name}`;
}
