import type { Violation } from '@caseloop/contracts';
import { DETAIL_CHARS_MAX, VIOLATION_CHARS_MAX } from './limits.js';

/** Where each kind of problem is explained. */
const PROBLEM_BASE = 'https://caseloop.dev/problems/';

export interface ProblemOptions {
  readonly status: number;
  /** Stable word for programs, camelCase: `unknownPack`, `staleVersion`. */
  readonly code: string;
  /** The same for every occurrence, for people. */
  readonly title: string;
  /** This occurrence: what, where, and what is accepted. */
  readonly detail?: string;
  readonly errors?: readonly Violation[];
  readonly retryAfterS?: number;
  readonly cause?: unknown;
}

/** A problem document (RFC 9457, application/problem+json) as it leaves the house. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly instance?: string;
  readonly errors?: readonly Violation[];
  readonly correlationId?: string;
}

/** Something a caller did that cannot be done, or something we cannot do now; thrown, answered at the edge. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string | undefined;
  readonly errors: readonly Violation[] | undefined;
  readonly retryAfterS: number | undefined;

  constructor(options: ProblemOptions) {
    super(options.detail ?? options.title, { cause: options.cause });
    this.status = options.status;
    this.code = options.code;
    this.title = options.title;
    this.detail = options.detail === undefined ? undefined : cut(options.detail, DETAIL_CHARS_MAX);
    this.errors = options.errors?.map(bounded);
    this.retryAfterS = options.retryAfterS;
  }

  /** The document; `where` says which request it answers. */
  document(where: { readonly instance?: string; readonly correlationId?: string } = {}): ProblemDocument {
    return {
      type: `${PROBLEM_BASE}${this.code}`,
      title: this.title,
      status: this.status,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      ...(where.instance === undefined ? {} : { instance: where.instance }),
      code: this.code,
      ...(this.errors === undefined ? {} : { errors: this.errors }),
      ...(where.correlationId === undefined ? {} : { correlationId: where.correlationId }),
    };
  }
}

/** A sender's own words come back in an answer, but not at any length. */
function bounded({ pointer, code, message }: Violation): Violation {
  return { pointer: cut(pointer, VIOLATION_CHARS_MAX), code, message: cut(message, VIOLATION_CHARS_MAX) };
}

function cut(text: string, charsMax: number): string {
  return text.length <= charsMax ? text : `${text.slice(0, charsMax)}...`;
}

/** 404 for something that has an id. `what` in the caller's words: "case", "clock". */
export function notFound(what: string, id: string): Problem {
  return new Problem({
    status: 404,
    code: 'notFound',
    title: 'Not found',
    detail: `There is no ${what} "${id}".`,
  });
}

/** 422 with one violation. */
export function refused(pointer: string, code: string, message: string): Problem {
  return new Problem({
    status: 422,
    code: 'invalid',
    title: 'The request is not acceptable',
    detail: message,
    errors: [{ pointer, code, message }],
  });
}
