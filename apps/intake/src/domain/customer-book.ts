import type { CustomerTraits } from '@caseloop/contracts';
import { type Candidate, type Identifier, identifierKey, matchCustomer } from './match-customer.js';
import type { Submission } from './submission.js';

/** What is stored of a customer whom somebody in the batch may be. */
export interface KnownCustomer extends Candidate {
  readonly traits: Omit<CustomerTraits, 'id'>;
}

/** Who a submission is from, before it is known whether it will be accepted. */
export interface Identified {
  readonly customerId: string;
  readonly isNew: boolean;
  readonly traits: Omit<CustomerTraits, 'id'>;
}

/** What becomes of a customer when a request of theirs is accepted. */
export interface Entry {
  readonly customerId: string;
  readonly isNewCustomer: boolean;
  readonly newIdentifiers: readonly Identifier[];
}

/**
 * The customers a batch has to do with: those found in the store by the identifiers stated, and those that the batch
 * itself adds, so that two requests of one new customer in one batch are of one customer.
 */
export class CustomerBook {
  private readonly byIdentifier = new Map<string, KnownCustomer>();

  constructor(known: readonly KnownCustomer[]) {
    for (const customer of known) this.index(customer);
  }

  candidates(identifiers: readonly Identifier[]): KnownCustomer[] {
    const found = identifiers.flatMap((identifier) => this.byIdentifier.get(identifierKey(identifier)) ?? []);
    return [...new Map(found.map((customer) => [customer.customerId, customer])).values()];
  }

  /** Enters an accepted request: the customer learns its traits, and the identifiers that are nobody's yet. */
  enter(customer: Identified, traits: Identified['traits'], { identifiers }: Submission): Entry {
    const newIdentifiers = identifiers.filter(
      (identifier) => !this.byIdentifier.has(identifierKey(identifier)),
    );
    const before = this.candidates(identifiers).find(({ customerId }) => customerId === customer.customerId);
    this.index({
      customerId: customer.customerId,
      traits,
      identifiers: [...(before?.identifiers ?? []), ...newIdentifiers],
    });
    return { customerId: customer.customerId, isNewCustomer: customer.isNew, newIdentifiers };
  }

  private index(customer: KnownCustomer): void {
    for (const identifier of customer.identifiers) this.byIdentifier.set(identifierKey(identifier), customer);
  }
}

/** Whose request it is: who is known beforehand, else somebody in the book, or somebody new. */
export function identify({ identifiers, ids, knownCustomer }: Submission, book: CustomerBook): Identified {
  if (knownCustomer !== undefined) return { ...knownCustomer, isNew: false };
  const candidates = book.candidates(identifiers);
  const match = matchCustomer(identifiers, candidates);
  if (match === null) return { customerId: ids.customerId, isNew: true, traits: {} };
  const known = candidates.find(({ customerId }) => customerId === match.customerId)!;
  return { customerId: known.customerId, isNew: false, traits: known.traits };
}
