import { createHash } from 'node:crypto';
import { type Violation, canonicalJson } from '@caseloop/contracts';
import { violations as violationsOf } from '@caseloop/service';
import type { Identifier } from './domain/match-customer.js';
import { type ProblemDocument, problemOf } from './domain/problem.js';
import type { SoundPart } from './domain/service-request.js';
import { identifiersOf } from './identifiers.js';
import { ServiceRequestDto } from './service-request.dto.js';

/** A request as far as it can be read without knowing its pack. */
export interface ReadRequest {
  readonly unreadable: ProblemDocument | null;
  readonly bodyHash: string | null;
  readonly sound: SoundPart;
  readonly violations: readonly Violation[];
  readonly identifiers: readonly Identifier[];
}

/** Reads the JSON value of a request, as the strict parser gave it: any value at all, never throws. */
export function readRequest(value: unknown, partner: string, pointerBase: string): ReadRequest {
  const { value: request, errors } = violationsOf(ServiceRequestDto, value);
  const violations = onePerPointer(errors);
  if (violations[0]?.pointer === '') return unreadable(violations, pointerBase);
  const sound = soundPart(request, violations);
  return {
    unreadable: null,
    bodyHash: bodyHash(value),
    sound,
    violations,
    identifiers: sound.customer === undefined ? [] : identifiersOf(sound.customer, partner),
  };
}

/** Two bodies are the same when their canonical JSON (RFC 8785) is: neither white space nor order of fields counts. */
export function bodyHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

function unreadable(violations: readonly Violation[], pointerBase: string): ReadRequest {
  const problem = problemOf(violations, pointerBase);
  return { unreadable: problem, bodyHash: null, sound: {}, violations: [], identifiers: [] };
}

/** A missing field fails its rule as well, and a wrong object its fields: the sender needs to hear one thing. */
function onePerPointer(errors: readonly Violation[]): Violation[] {
  const byPointer = new Map<string, Violation>();
  for (const error of errors) {
    const said = byPointer.get(error.pointer);
    if (said === undefined || error.code === 'required' || said.code === 'nestedValidation') {
      byPointer.set(error.pointer, error);
    }
  }
  return [...byPointer.values()].filter(({ pointer }) => !isBelowAnother(pointer, byPointer));
}

function isBelowAnother(pointer: string, byPointer: ReadonlyMap<string, Violation>): boolean {
  const steps = pointer.split('/');
  return steps.some((_, depth) => depth > 0 && byPointer.has(steps.slice(0, depth).join('/')));
}

/** The request without what is broken in it. Of an object the sound fields stay: the pack must not miss what is there. */
function soundPart(request: ServiceRequestDto, violations: readonly Violation[]): SoundPart {
  const broken = new Set(violations.map(({ pointer }) => pointer));
  const isBroken = (pointer: string) => broken.has(pointer);
  const fields = Object.entries(request).flatMap(([field, value]: [string, unknown]) => {
    const pointer = `/${field}`;
    if (value === undefined || isBroken(pointer)) return [];
    const isWhole = !violations.some((one) => one.pointer.startsWith(`${pointer}/`));
    if (isWhole) return [[field, value]];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    return [
      [field, Object.fromEntries(Object.entries(value).filter(([name]) => !isBroken(`${pointer}/${name}`)))],
    ];
  });
  return Object.fromEntries(fields) as SoundPart;
}
