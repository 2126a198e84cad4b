import type { ClockDefinition } from '@caseloop/policy';
import type { CaseInput } from './case-input.js';
import { type Clock, type ClockEnd, type ClockKey, isBrokenAt } from './clock.js';
import type { Fact, Period } from './facts.js';
import type { Reading, Standard } from './standard.js';

/** The clocks of a case while its facts are gone through in order. */
export interface Fold {
  readonly reading: Reading;
  readonly periods: readonly Period[];
  readonly clocks: Clock[];
  standard: Standard;
  input: CaseInput | null;
  definitions: readonly ClockDefinition[];
}

export function openClocks(fold: Fold): Clock[] {
  return fold.clocks.filter(({ end }) => end === null);
}

/** A breach that has happened is not undone by what ends the clock without an answer. */
export function abandoned(fold: Fold, clock: Clock, fact: Fact, reason: string): ClockEnd {
  const broken = isBrokenAt(clock, fold.periods, fact.time);
  return { state: broken ? 'breached' : 'cancelled', at: fact.time, reason, by: null, cause: fact };
}

export function supersede(fold: Fold, clock: Clock, next: Clock, fact: Fact, reason: string): void {
  clock.end = { state: 'superseded', at: fact.time, reason, by: next.key, cause: fact };
  fold.clocks.push(next);
}

export function nextKey(fold: Fold, { metric, cycle, per }: Omit<ClockKey, 'n'>): ClockKey {
  const before = fold.clocks.filter(
    ({ key }) => key.metric === metric && key.cycle === cycle && key.per === per,
  );
  return { metric, cycle, n: before.length + 1, per };
}
