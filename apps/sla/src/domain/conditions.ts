import { type ClockDefinition, type EventCondition, conditionHolds } from '@caseloop/policy';
import type { Fact } from './facts.js';

/** What a case has one of at a time: with another one the clock of the former is over, not a second one begun. */
const ONE_AT_A_TIME = 'team';

export function anyHolds(conditions: readonly EventCondition[], fact: Fact): boolean {
  return conditions.some((condition) => conditionHolds(condition, fact));
}

/**
 * Whether one of the conditions ends the clock that `perKey` tells apart. Of parallel clocks an event ends the one it
 * speaks of, or all where it speaks of none in particular. Of a team's own clock it ends those of the other teams:
 * who passes a case around within the team has not handed it on.
 */
export function ends(
  { per }: ClockDefinition,
  perKey: string | null,
  conditions: readonly EventCondition[],
  fact: Fact,
): boolean {
  const about = per === undefined ? undefined : fact.data[per];
  if (about !== undefined && about !== null) {
    const isSame = String(about) === perKey;
    if (isSame === (per === ONE_AT_A_TIME)) return false;
  }
  return anyHolds(conditions, fact);
}

/** What tells apart the clock that the fact begins: null where nothing does, undefined where the fact does not say. */
export function perKeyOf(
  { per }: ClockDefinition,
  fact: Fact,
  input: Readonly<Record<string, unknown>>,
): string | null | undefined {
  if (per === undefined) return null;
  const about = fact.data[per] ?? (per === ONE_AT_A_TIME ? input[per] : undefined);
  return about === undefined || about === null ? undefined : String(about);
}
