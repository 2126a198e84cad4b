import type { PackRef } from '@caseloop/contracts';
import type { ProblemDocument } from './problem.js';

export interface Due {
  readonly metric: string;
  readonly dueAt: string;
}

/** What a sender is told of an accepted request. The same object answers every replay, but for `duplicate`. */
export interface AcceptedReceipt {
  readonly status: 'accepted';
  readonly requestId: string;
  readonly key: string;
  readonly duplicate: boolean;
  readonly caseId: string;
  readonly caseNumber: string;
  readonly pack: PackRef;
  readonly type: string;
  readonly urgency: string;
  /** The pack's rule that decided; null where what the sender proposed stands. */
  readonly rule: string | null;
  readonly due: readonly Due[];
}

export interface RejectedReceipt {
  readonly status: 'rejected';
  readonly requestId: string;
  readonly key: string | null;
  readonly problem: ProblemDocument;
}

export type Receipt = AcceptedReceipt | RejectedReceipt;

/** The answer to the same request once more. */
export function replayOf(receipt: AcceptedReceipt): AcceptedReceipt {
  return { ...receipt, duplicate: true };
}

/** The answer to a request whose external reference is known under another key: the same case, the new key. */
export function aliasOf(receipt: AcceptedReceipt, key: string): AcceptedReceipt {
  return { ...receipt, key, duplicate: true };
}
