import type { CustomerTraits, Violation } from '@caseloop/contracts';
import type { Identifier } from './match-customer.js';
import type { ProblemDocument } from './problem.js';
import type { SoundPart } from './service-request.js';

export type TransportName = 'http' | 'amqp';

/** Ids a submission will have if it is accepted: given beforehand, so that deciding is a function of values. */
export interface GivenIds {
  readonly requestId: string;
  readonly caseId: string;
  readonly customerId: string;
}

/** One message of a partner, read as far as it can be read without knowing anything else. */
export interface Submission {
  readonly ids: GivenIds;
  readonly partner: string;
  readonly transport: TransportName;
  readonly key: string | null;
  /** Where the key was stated, or should have been. */
  readonly keyPointer: string;
  /** Set when the message says nothing that could be judged: not JSON, no key, too large. */
  readonly unreadable: ProblemDocument | null;
  /** SHA-256 of the canonical JSON of the request; null when it is unreadable. */
  readonly bodyHash: string | null;
  /** Put before every pointer: where in the message the request stands. */
  readonly pointerBase: string;
  readonly sound: SoundPart;
  readonly violations: readonly Violation[];
  readonly identifiers: readonly Identifier[];
  readonly traceparent?: string;
  /** Set where the request is not a partner's own, but was made of another case's need by what we heard ourselves. */
  readonly need?: { readonly needId: string; readonly caseId: string };
  readonly knownCustomer?: { readonly customerId: string; readonly traits: Omit<CustomerTraits, 'id'> };
  readonly causationId?: string;
}
