import type { Violation } from '@caseloop/contracts';
import { newId } from '@caseloop/service';
import { type ProblemDocument, problem } from './domain/problem.js';
import type { Submission, TransportName } from './domain/submission.js';
import type { KeyReading } from './idempotency-key.js';
import { readRequest } from './read-request.js';

/** What a door knows of a submission. */
export interface Stated {
  readonly partner: string;
  readonly transport: TransportName;
  readonly key: KeyReading;
  /** The JSON value that should be a request, or why there is none. */
  readonly content: { readonly value: unknown } | { readonly problem: ProblemDocument };
  readonly pointerBase?: string;
  readonly traceparent?: string;
}

/** A submission as both doors hand it in. A key that cannot be read is the first thing to mend. */
export function submissionOf({
  partner,
  transport,
  key,
  content,
  pointerBase = '',
  traceparent,
}: Stated): Submission {
  const refusal = 'problem' in content ? content.problem : keyProblem(key);
  const read =
    'problem' in content || refusal !== null
      ? { unreadable: refusal, bodyHash: null, sound: {}, violations: [] as Violation[], identifiers: [] }
      : readRequest(content.value, partner, pointerBase);
  return {
    ids: { requestId: newId(), caseId: newId(), customerId: newId() },
    partner,
    transport,
    key: key.key,
    keyPointer: key.error?.pointer ?? keyPlace(transport, pointerBase),
    pointerBase,
    ...read,
    ...(traceparent !== undefined && { traceparent }),
  };
}

function keyPlace(transport: TransportName, pointerBase: string): string {
  if (pointerBase !== '') return '/id';
  return transport === 'http' ? '/headers/idempotency-key' : '/message_id';
}

function keyProblem({ key, error }: KeyReading): ProblemDocument | null {
  if (key !== null) return null;
  return problem(error.code === 'required' ? 'missingKey' : 'malformedKey', [error]);
}
