import { type ClockDefinition, clocksFor } from '@caseloop/policy';
import { type Instant, nextInstance } from '@caseloop/service-time';
import { type Acknowledged, acknowledgedSteps } from './acknowledged.js';
import { inputAfter, isReclassified } from './case-input.js';
import {
  type Clock,
  type ClockEnd,
  type ClockKey,
  allowanceMs,
  calendarOf,
  isBrokenAt,
  isFixed,
  startOf,
} from './clock.js';
import { anyHolds, ends, perKeyOf } from './conditions.js';
import { extensionOf, grantOf } from './extend.js';
import { type Fact, type Period, cycleOf, inOrder, periodsOf } from './facts.js';
import { type Fold, abandoned, nextKey, openClocks, supersede } from './fold-state.js';
import { isLowered, retargeted } from './retarget.js';
import type { Reading, Standard } from './standard.js';
import { changeStandard, takeOver } from './supersede.js';

/** The clocks of a case and the states it went through: all that follows from its facts. */
export interface Folded {
  readonly clocks: readonly Clock[];
  readonly periods: readonly Period[];
  /** Steps of ladders that somebody took note of, by the id of the clock. */
  readonly acknowledged: ReadonlyMap<string, readonly Acknowledged[]>;
}

/** With the case ends every promise about it that was not kept yet. */
const CASE_ENDS: Readonly<Partial<Record<Fact['type'], string>>> = {
  'case.closed.v1': 'caseClosed',
  'case.unresolvable.v1': 'caseUnresolvable',
};
/** Outcomes that are the reason themselves: the promises go on with the case that is kept. */
const MERGED: readonly unknown[] = ['merged', 'duplicate'];

/**
 * Every clock of a case, computed anew from the set of its facts. A pure function of that set: in whatever order the
 * facts were heard, the same clocks come out. Within one fact a stop beats a reset, a reset a cancel, and all of them
 * beat a start; pauses follow the states of the case (see `pausesOf`).
 */
export function foldClocks(reading: Reading, facts: readonly Fact[]): Folded {
  const periods = periodsOf(facts);
  const { standard } = reading;
  const fold: Fold = { reading, periods, clocks: [], standard, input: null, definitions: [] };
  for (const fact of inOrder(facts)) {
    if (fact.type === 'policy.published.v1') {
      changeStandard(fold, fact);
      continue;
    }
    settle(fold, fact);
    extend(fold, fact);
    takeInput(fold, fact);
    takeOver(fold, fact);
    endWithCase(fold, fact);
    begin(fold, fact);
  }
  return { clocks: fold.clocks, periods, acknowledged: acknowledgedSteps(facts) };
}

function settle(fold: Fold, fact: Fact): void {
  for (const clock of openClocks(fold)) {
    const { definition, key } = clock;
    const { stops, resets, cancels, cadence } = definition;
    if (ends(definition, key.per, stops, fact)) {
      clock.end = answered(fold, clock, fact);
    } else if (ends(definition, key.per, resets, fact)) {
      // On a grid the next window may lie ahead: a second answer before it opens serves nothing.
      if (fact.time < clock.startedAt) continue;
      clock.end = answered(fold, clock, fact);
      beginNext(fold, clock, fact, cadence === 'grid' ? 'grid' : 'afterEach');
    } else if (ends(definition, key.per, cancels, fact)) {
      clock.end = abandoned(fold, clock, fact, 'cancelled');
    }
  }
}

function answered(fold: Fold, clock: Clock, fact: Fact): ClockEnd {
  const late = isBrokenAt(clock, fold.periods, fact.time);
  return { state: late ? 'fulfilledLate' : 'met', at: fact.time, reason: fact.type, by: null, cause: fact };
}

/** A refusal, and what comes too late, leave the clock as it is. */
function extend(fold: Fold, fact: Fact): void {
  const grant = grantOf(fact);
  const clock = grant && openClocks(fold).find(({ key }) => fold.reading.idOf(key) === grant.clockId);
  const extension = clock && extensionOf(clock, fold.periods, fact, grant.to);
  if (extension) clock.extensions.push(extension);
}

function takeInput(fold: Fold, fact: Fact): void {
  const before = fold.input;
  const after = inputAfter(before, fact);
  if (after === null || after === before) return;
  fold.input = after;
  fold.definitions = clocksFor(fold.standard.pack, after);
  if (before === null || !isReclassified(before, after)) return;
  const { standard, periods } = fold;
  for (const clock of openClocks(fold)) {
    if (fold.definitions.some(({ id }) => id === clock.definition.id)) continue;
    const definition = fold.definitions.find(({ metric }) => metric === clock.key.metric);
    if (!definition) {
      // What is less urgent may know this promise no more; it was made all the same, and stands.
      if (before['type'] === after['type'] && isLowered({ standard, before, after })) continue;
      clock.end = abandoned(fold, clock, fact, 'reclassified');
      continue;
    }
    const key = nextKey(fold, clock.key);
    const next = retargeted({ standard, periods, clock, definition, key, before, after, fact });
    if (next) supersede(fold, clock, next, fact, 'reclassified');
  }
}

function endWithCase(fold: Fold, fact: Fact): void {
  const ending = CASE_ENDS[fact.type];
  if (ending === undefined) return;
  const { outcome } = fact.data;
  const reason = MERGED.includes(outcome) ? String(outcome) : ending;
  for (const clock of openClocks(fold)) clock.end = abandoned(fold, clock, fact, reason);
}

function begin(fold: Fold, fact: Fact): void {
  for (const definition of fold.definitions) {
    const { metric, starts, stops, cancels } = definition;
    if (!anyHolds(starts, fact)) continue;
    const per = perKeyOf(definition, fact, fold.input!);
    if (per === undefined || ends(definition, per, [...stops, ...cancels], fact)) continue;
    if (openClocks(fold).some(({ key }) => key.metric === metric && key.per === per)) continue;
    const key = nextKey(fold, { metric, cycle: cycleOf(fact, fold.periods), per });
    place(fold, fold.standard, definition, key, fact, startOf(definition, fact));
  }
}

/** The instance after a reset: under the definition that now holds for the metric, which may be another one. */
function beginNext(fold: Fold, ended: Clock, fact: Fact, cadence: 'afterEach' | 'grid'): void {
  const { metric, per } = ended.key;
  const definition = fold.definitions.find((other) => other.metric === metric) ?? ended.definition;
  const standard = definition === ended.definition ? ended.standard : fold.standard;
  const periodMs = cadence === 'afterEach' || isFixed(definition) ? null : ended.targetMs;
  const startedAt = periodMs
    ? nextInstance({
        calendar: ended.calendar,
        cadence,
        start: ended.startedAt,
        periodMs,
        endedAt: fact.time,
      }).start
    : fact.time;
  const key = nextKey(fold, { metric, per, cycle: cycleOf(fact, fold.periods) });
  place(fold, standard, definition, key, fact, startedAt);
}

function place(
  fold: Fold,
  standard: Standard,
  definition: ClockDefinition,
  key: ClockKey,
  start: Fact,
  startedAt: Instant,
): void {
  const calendar = calendarOf(standard, definition);
  const targetMs = allowanceMs(definition, calendar, startedAt, start);
  if (targetMs === undefined) return;
  const pausesFrom = Math.max(startedAt, start.time);
  const common = {
    key,
    standard,
    definition,
    calendar,
    start,
    cause: start,
    startedAt,
    targetMs,
    pausesFrom,
  };
  fold.clocks.push({ ...common, extensions: [], imported: [], end: null });
}
