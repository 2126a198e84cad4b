import type { Violation } from '@caseloop/contracts';
import { POINTER_CHARS_MAX, VIOLATIONS_MAX } from '../limits.js';

/** RFC 9457, with our `code` and `errors`: what a sender is told when a request is refused, over either transport. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly errors: readonly Violation[];
}

/** Everything a request can be refused for, with the status HTTP gives it and the words a person reads. */
const REFUSALS = {
  notJson: { status: 400, title: 'The body is not JSON' },
  missingKey: { status: 400, title: 'The request has no idempotency key' },
  malformedKey: { status: 400, title: 'The idempotency key cannot be read' },
  unknownPartner: { status: 422, title: 'The sender cannot be told from the message' },
  malformedEvent: { status: 422, title: 'The CloudEvent is not a request.submitted.v1' },
  tooLarge: { status: 413, title: 'The request is too large' },
  unsupportedMediaType: { status: 415, title: 'The content type is not accepted' },
  invalid: { status: 422, title: 'The request is not acceptable' },
  unknownPack: { status: 422, title: 'There is no such policy pack' },
  keyReused: { status: 422, title: 'The idempotency key was used for another request' },
  unroutable: { status: 422, title: 'The routing key leads nowhere' },
  unprocessable: { status: 422, title: 'The request cannot be stored' },
} as const;

export type RefusalCode = keyof typeof REFUSALS;

export function problem(code: RefusalCode, errors: readonly Violation[], detail?: string): ProblemDocument {
  const { status, title } = REFUSALS[code];
  return {
    type: `https://caseloop.dev/problems/${code}`,
    title,
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    errors,
  };
}

/** The problem of violations, bounded; one that is a whole answer by itself gives the problem its code. */
export function problemOf(violations: readonly Violation[], pointerBase = ''): ProblemDocument {
  const told = bounded(violations.map((one) => ({ ...one, pointer: pointerBase + one.pointer })));
  const isUnknownPack = told.some(({ code }) => code === 'unknownPack');
  const isCut = told.length < violations.length;
  const detail = isCut ? `${violations.length} violations; the first ${told.length} are listed` : undefined;
  return problem(isUnknownPack ? 'unknownPack' : 'invalid', told, detail);
}

/** Pointers and messages can hold a sender's own words: not all of them, and not at any length. */
export function bounded(violations: readonly Violation[]): Violation[] {
  return violations
    .slice(0, VIOLATIONS_MAX)
    .map(({ pointer, code, message }) => ({ pointer: cut(pointer), code, message: cut(message) }));
}

function cut(text: string): string {
  return text.length <= POINTER_CHARS_MAX ? text : `${text.slice(0, POINTER_CHARS_MAX)}...`;
}

export function violation(pointer: string, code: string, message: string): Violation {
  return { pointer, code, message };
}
