import {
  type ClockDefinition,
  type EventCondition,
  type Pack,
  clocksFor,
  conditionHolds,
} from '@caseloop/policy';
import { type Instant, nextInstance } from '@caseloop/service-time';
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
import { type CaseInput, inputAfter } from './case-input.js';
import { type Fact, type Period, cycleOf, inOrder, periodsOf } from './facts.js';
import { retargeted } from './retarget.js';

/** The clocks of a case and the states it went through: all that follows from its facts. */
export interface Folded {
  readonly clocks: readonly Clock[];
  readonly periods: readonly Period[];
}

interface Fold {
  readonly pack: Pack;
  readonly periods: readonly Period[];
  readonly clocks: Clock[];
  input: CaseInput | null;
  definitions: readonly ClockDefinition[];
}

/** With the case ends every promise about it that was not kept yet. */
const CASE_ENDS: Readonly<Partial<Record<Fact['type'], string>>> = {
  'case.closed.v1': 'caseClosed',
  'case.unresolvable.v1': 'caseUnresolvable',
};

/**
 * Every clock of a case, computed anew from the set of its facts. A pure function of that set: in whatever order the
 * facts were heard, the same clocks come out. Within one fact a stop beats a reset, a reset a cancel, and all of them
 * beat a start; pauses follow the states of the case (see `pausesOf`).
 */
export function foldClocks(pack: Pack, facts: readonly Fact[]): Folded {
  const periods = periodsOf(facts);
  const fold: Fold = { pack, periods, clocks: [], input: null, definitions: [] };
  for (const fact of inOrder(facts)) {
    settle(fold, fact);
    takeInput(fold, fact);
    endWithCase(fold, fact);
    begin(fold, fact);
  }
  return { clocks: fold.clocks, periods };
}

function openClocks(fold: Fold): Clock[] {
  return fold.clocks.filter(({ end }) => end === null);
}

function settle(fold: Fold, fact: Fact): void {
  for (const clock of openClocks(fold)) {
    const { stops, resets, cancels, cadence } = clock.definition;
    if (holds(clock, stops, fact)) {
      clock.end = answered(fold, clock, fact);
    } else if (holds(clock, resets, fact)) {
      // On a grid the next window may lie ahead: a second answer before it opens serves nothing.
      if (fact.time < clock.startedAt) continue;
      clock.end = answered(fold, clock, fact);
      beginNext(fold, clock, fact, cadence === 'grid' ? 'grid' : 'afterEach');
    } else if (holds(clock, cancels, fact)) {
      clock.end = abandoned(fold, clock, fact, 'cancelled');
    }
  }
}

/** A condition holds for a parallel clock only where the event speaks of the same thing, or of none in particular. */
function holds(clock: Clock, conditions: readonly EventCondition[], fact: Fact): boolean {
  const { per } = clock.definition;
  const about = per === undefined ? undefined : fact.data[per];
  if (about !== undefined && String(about) !== clock.key.per) return false;
  return anyHolds(conditions, fact);
}

function anyHolds(conditions: readonly EventCondition[], fact: Fact): boolean {
  return conditions.some((condition) => conditionHolds(condition, fact));
}

function answered(fold: Fold, clock: Clock, fact: Fact): ClockEnd {
  const late = isBrokenAt(clock, fold.periods, fact.time);
  return { state: late ? 'fulfilledLate' : 'met', at: fact.time, reason: fact.type, by: null, cause: fact };
}

/** A breach that has happened is not undone by what ends the clock without an answer. */
function abandoned(fold: Fold, clock: Clock, fact: Fact, reason: string): ClockEnd {
  const broken = isBrokenAt(clock, fold.periods, fact.time);
  return { state: broken ? 'breached' : 'cancelled', at: fact.time, reason, by: null, cause: fact };
}

function takeInput(fold: Fold, fact: Fact): void {
  const before = fold.input;
  const after = inputAfter(before, fact);
  if (after === before) return;
  fold.input = after;
  fold.definitions = clocksFor(fold.pack, after!);
  if (before === null) return;
  for (const clock of openClocks(fold)) {
    if (fold.definitions.some(({ id }) => id === clock.definition.id)) continue;
    const definition = fold.definitions.find(({ metric }) => metric === clock.key.metric);
    if (!definition) {
      clock.end = abandoned(fold, clock, fact, 'reclassified');
      continue;
    }
    const key = nextKey(fold, clock.key);
    const next = retargeted({
      pack: fold.pack,
      periods: fold.periods,
      clock,
      definition,
      key,
      before,
      after: after!,
      fact,
    });
    if (!next) continue;
    clock.end = { state: 'superseded', at: fact.time, reason: 'reclassified', by: next.key, cause: fact };
    fold.clocks.push(next);
  }
}

function endWithCase(fold: Fold, fact: Fact): void {
  const reason = CASE_ENDS[fact.type];
  if (reason === undefined) return;
  for (const clock of openClocks(fold)) clock.end = abandoned(fold, clock, fact, reason);
}

function begin(fold: Fold, fact: Fact): void {
  for (const definition of fold.definitions) {
    const { metric, starts, stops, cancels, per } = definition;
    if (!anyHolds(starts, fact) || anyHolds(stops, fact) || anyHolds(cancels, fact)) continue;
    const about = per === undefined ? null : fact.data[per];
    if (about === undefined) continue;
    const perKey = about === null ? null : String(about);
    if (openClocks(fold).some(({ key }) => key.metric === metric && key.per === perKey)) continue;
    const cycle = cycleOf(fact, fold.periods);
    const key = nextKey(fold, { metric, cycle, per: perKey });
    place(fold, definition, key, fact, startOf(definition, fact));
  }
}

/** The instance after a reset: under the definition that now holds for the metric, which may be another one. */
function beginNext(fold: Fold, ended: Clock, fact: Fact, cadence: 'afterEach' | 'grid'): void {
  const { metric, per } = ended.key;
  const definition = fold.definitions.find((other) => other.metric === metric) ?? ended.definition;
  const startedAt =
    cadence === 'afterEach' || isFixed(definition) || ended.targetMs === 0
      ? fact.time
      : nextInstance({
          calendar: ended.calendar,
          cadence,
          start: ended.startedAt,
          periodMs: ended.targetMs,
          endedAt: fact.time,
        }).start;
  const key = nextKey(fold, { metric, per, cycle: cycleOf(fact, fold.periods) });
  place(fold, definition, key, fact, startedAt);
}

function place(
  fold: Fold,
  definition: ClockDefinition,
  key: ClockKey,
  start: Fact,
  startedAt: Instant,
): void {
  const calendar = calendarOf(fold.pack, definition);
  const targetMs = allowanceMs(definition, calendar, startedAt, start);
  if (targetMs === null) return;
  const pausesFrom = Math.max(startedAt, start.time);
  fold.clocks.push({
    key,
    definition,
    calendar,
    start,
    cause: start,
    startedAt,
    targetMs,
    imported: [],
    pausesFrom,
    end: null,
  });
}

function nextKey(fold: Fold, { metric, cycle, per }: Omit<ClockKey, 'n'>): ClockKey {
  const before = fold.clocks.filter(
    ({ key }) => key.metric === metric && key.cycle === cycle && key.per === per,
  );
  return { metric, cycle, n: before.length + 1, per };
}
