import type { Instant, Pause } from '@caseloop/service-time';
import type { Clock, ClockKey } from './clock.js';
import {
  BREACH,
  type ClockRow,
  type Reckoning,
  clockData,
  instant,
  isBroken,
  reckon,
  stateOf,
} from './clock-row.js';
import { armed, fusesOf } from './firing.js';
import type { Folded } from './fold.js';
import type { Happening } from './happening.js';
import { type Telling, tellEnd, tellExtensions, tellPauses, tellStart } from './tell.js';

export interface Reconciled {
  /** The rows that have changed. */
  readonly rows: readonly ClockRow[];
  /** What is to be said, in the order in which it happened. */
  readonly happenings: readonly Happening[];
}

interface Change {
  readonly row: ClockRow;
  readonly happenings: readonly Happening[];
}

/** The difference between what was kept (and said) of a case's clocks and what its facts amount to now. */
export function reconcile(kept: readonly ClockRow[], folded: Folded, telling: Telling): Reconciled {
  const known = new Map(kept.map((row) => [nameOf(row), row]));
  const changes: Change[] = [];
  for (const clock of folded.clocks) {
    const name = nameOf(clock.key);
    const change = follow(known.get(name), clock, folded, telling);
    if (change) changes.push(change);
    known.delete(name);
  }
  for (const row of known.values()) {
    if (!row.isRetracted) changes.push(retraction(row, telling));
  }
  // The sort is stable: at one instant an instance ends before the one that follows it begins.
  const happenings = changes.flatMap((change) => change.happenings).sort((a, b) => a.time - b.time);
  return { rows: changes.map(({ row }) => row), happenings };
}

function nameOf({ metric, cycle, n, per }: ClockKey): string {
  return JSON.stringify([metric, cycle, n, per]);
}

function follow(before: ClockRow | undefined, clock: Clock, folded: Folded, telling: Telling): Change | null {
  const reckoning = reckon(clock, folded, telling.idOf(clock.key));
  const wrong = before !== undefined && contradicts(before, reckoning);
  const unarmed = rowOf(before, clock, reckoning, wrong, telling);
  if (before && isSame(before, unarmed)) return null;
  const row = armed(unarmed, clock.definition, clock.calendar);
  if (wrong) return { row, happenings: [corrected(row, before, telling)] };
  const turn = { before, row, clock, reckoning };
  const end = tellEnd(turn, telling);
  const saysBreach = end.some(({ type }) => type === 'clock.breached.v1');
  return {
    row: saysBreach ? { ...row, fired: [...row.fired, BREACH] } : row,
    happenings: [
      ...(before ? [] : [tellStart(turn, telling)]),
      ...tellPauses(turn, telling),
      ...tellExtensions(turn, telling),
      ...end,
    ],
  };
}

function rowOf(
  before: ClockRow | undefined,
  clock: Clock,
  reckoning: Reckoning,
  wrong: boolean,
  { now, idOf }: Telling,
): ClockRow {
  const { endState: _endState, elapsedMs: _elapsedMs, isPaused: _isPaused, ...kept } = reckoning;
  const row: ClockRow = {
    ...clock.key,
    ...kept,
    id: before?.id ?? idOf(clock.key),
    state: 'running',
    fired: before?.fired ?? [],
    revision: before?.revision ?? 0,
    attachedAt: before?.attachedAt ?? now,
    nextFireAt: null,
    isRetracted: false,
  };
  const unbroken = wrong && !isStillBroken(reckoning, now) ? row.fired.filter(isBeforeBreach) : row.fired;
  const fired = withoutRearmed(before, { ...row, fired: unbroken }, clock);
  const revision = row.revision + (fired.length < row.fired.length ? 1 : 0);
  return { ...row, fired, revision, state: stateOf(reckoning, fired) };
}

/** Of an extended clock the warnings are due anew whose moment now lies after the decision. */
function withoutRearmed(before: ClockRow | undefined, row: ClockRow, clock: Clock): readonly string[] {
  const extension = clock.extensions.at(-1);
  if (!before || !extension || before.extendedTo === row.extendedTo || clock.end !== null) return row.fired;
  const moments = new Map(fusesOf(row, clock.definition, clock.calendar).map(({ what, at }) => [what, at]));
  return row.fired.filter(
    (what) => !isBeforeBreach(what) || (moments.get(what) ?? -Infinity) <= extension.fact.time,
  );
}

function isStillBroken(reckoning: Reckoning, now: Instant): boolean {
  if (reckoning.endState !== null) return isBroken(reckoning);
  return reckoning.dueAt !== null && now > reckoning.dueAt;
}

function isBeforeBreach(what: string): boolean {
  return what.startsWith('warning:');
}

/** Whether what was said of a clock is wrong by what is known now, and not just the story so far. */
function contradicts(before: ClockRow, now: Reckoning): boolean {
  if (before.isRetracted || before.startedAt !== now.startedAt || before.definition !== now.definition)
    return true;
  if (before.packVersion !== now.packVersion || before.originalDueAt !== now.originalDueAt) return true;
  if (before.extendedTo !== null && (now.extendedTo ?? -Infinity) < before.extendedTo) return true;
  if (!isContinued(before.pauses, now.pauses)) return true;
  // What has ended is told: whatever else comes to light about it corrects that.
  if (before.endedAt !== null) return true;
  const staysBroken = before.dueAt === now.dueAt && (now.endState === null || isBroken(now));
  return before.fired.includes(BREACH) && !staysBroken;
}

function isContinued(before: readonly Pause[], now: readonly Pause[]): boolean {
  return before.every(({ from, to }, index) => {
    const then = now[index];
    return then !== undefined && then.from === from && (to === null || to === then.to);
  });
}

/** What the facts decide, nothing else: `fired` and what follows from it change only with these. */
function isSame(a: ClockRow, b: ClockRow): boolean {
  return (
    a.state === b.state &&
    a.startedAt === b.startedAt &&
    a.dueAt === b.dueAt &&
    a.originalDueAt === b.originalDueAt &&
    a.endedAt === b.endedAt &&
    a.definition === b.definition &&
    a.packVersion === b.packVersion &&
    a.extendedTo === b.extendedTo &&
    a.unextendedDueAt === b.unextendedDueAt &&
    a.acknowledged.length === b.acknowledged.length &&
    a.acknowledged.every(
      ({ level, at }, index) => level === b.acknowledged[index]!.level && at === b.acknowledged[index]!.at,
    ) &&
    a.isRetracted === b.isRetracted &&
    a.pauses.length === b.pauses.length &&
    isContinued(a.pauses, b.pauses) &&
    isContinued(b.pauses, a.pauses)
  );
}

function corrected(row: ClockRow, before: ClockRow, telling: Telling): Happening {
  const { now, heard } = telling;
  return {
    type: 'clock.corrected.v1',
    time: now,
    data: {
      ...clockData(row, telling),
      endedAt: instant(row.endedAt),
      stateBefore: before.state,
      cause: heard.type,
    },
    cause: { source: heard.source, sequence: heard.sequence },
    fired: null,
  };
}

/** A late fact has shown that this clock never began. */
function retraction(before: ClockRow, telling: Telling): Change {
  const row: ClockRow = {
    ...before,
    state: 'cancelled',
    endedAt: before.startedAt,
    nextFireAt: null,
    isRetracted: true,
  };
  return { row, happenings: [corrected(row, before, telling)] };
}
