import { canonicalJson } from '@caseloop/contracts';
import type { ClockDefinition, Pack } from '@caseloop/policy';
import type { ClockKey } from './clock.js';

/** A version of a pack as the clocks of a case run under it. */
export interface Standard {
  readonly version: string;
  readonly pack: Pack;
}

/** What a case's facts are read with. */
export interface Reading {
  /** What the case was opened under. */
  readonly standard: Standard;
  /** The packs of later versions that its facts name, by version. */
  readonly later: ReadonlyMap<string, Pack>;
  /** The id of a clock, derived from the case and the key: the same clock always has the same id. */
  readonly idOf: (key: ClockKey) => string;
}

/** Whether two versions promise the same: what a clock is called, and the clause it comes from, promise nothing. */
export function asksTheSame(
  a: Standard,
  definitionA: ClockDefinition,
  b: Standard,
  definitionB: ClockDefinition,
): boolean {
  return promiseOf(a, definitionA) === promiseOf(b, definitionB);
}

function promiseOf({ pack }: Standard, definition: ClockDefinition): string {
  const { label: _label, sop: _sop, ...promise } = definition;
  return canonicalJson({ ...promise, hours: pack.calendars[definition.runs] ?? null });
}
