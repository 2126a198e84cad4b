import { type Instant, type Pause, elapsed, formatInstant } from '@caseloop/service-time';
import { type Clock, type ClockKey, dueWith, runOf } from './clock.js';
import {
  BREACH,
  type ClockRow,
  type Reckoning,
  type Told,
  clockData,
  instant,
  isBroken,
} from './clock-row.js';
import type { Fact, FactRef } from './facts.js';
import { fired, fusesOf } from './firing.js';
import type { Happening } from './happening.js';

export interface Telling extends Told {
  readonly now: Instant;
  /** The id of a clock, derived from the case and the key: the same clock always has the same id. */
  readonly idOf: (key: ClockKey) => string;
  /** The fact heard last: what a correction is put down to. */
  readonly heard: Fact;
}

/** A clock before and after the facts that were just heard. */
export interface Turn {
  readonly before: ClockRow | undefined;
  readonly row: ClockRow;
  readonly clock: Clock;
  readonly reckoning: Reckoning;
}

export function tellStart({ row, clock }: Turn, telling: Telling): Happening {
  const dueAt = instant(row.originalDueAt);
  const data = { ...clockData(row, telling), state: 'running' as const, dueAt };
  return { type: 'clock.started.v1', time: clock.cause.time, data, cause: refOf(clock.cause), fired: null };
}

/** What is new about the pauses: those that began, those that ended. */
export function tellPauses({ before, row, clock }: Turn, telling: Telling): Happening[] {
  const known = before?.pauses ?? [];
  const { targetMs } = row;
  if (targetMs === null) return [];
  // Pauses taken over from a superseded clock were told of then.
  const isNews = ({ to }: Pause): boolean => before !== undefined || to === null || to > clock.pausesFrom;
  return row.pauses.flatMap((pause, index) => {
    const said = known[index];
    const happenings: Happening[] = [];
    if (!said && isNews(pause)) happenings.push(paused(row, targetMs, clock, index, telling));
    const endsBefore = pause.to !== null && pause.to !== row.endedAt;
    if (endsBefore && isNews(pause) && (!said || said.to === null))
      happenings.push(resumed(row, clock, index, telling));
    return happenings;
  });
}

function paused(row: ClockRow, targetMs: number, clock: Clock, index: number, telling: Telling): Happening {
  const { from } = row.pauses[index]!;
  const ranMs = elapsed({ ...runOf(clock, row.pauses.slice(0, index)), at: from });
  const data = { ...clockData(row, telling), state: 'paused' as const, dueAt: null };
  return {
    type: 'clock.paused.v1',
    time: from,
    data: { ...data, remainingMs: targetMs - ranMs },
    cause: null,
    fired: null,
  };
}

function resumed(row: ClockRow, clock: Clock, index: number, telling: Telling): Happening {
  const time = row.pauses[index]!.to!;
  const dueAt = dueWith(clock, row.pauses.slice(0, index + 1), time);
  const data = { ...clockData(row, telling), state: 'running' as const, dueAt: instant(dueAt) };
  return { type: 'clock.resumed.v1', time, data, cause: null, fired: null };
}

/** What was granted and not told yet. */
export function tellExtensions({ before, row, clock }: Turn, telling: Telling): Happening[] {
  const toldTo = before?.extendedTo ?? -Infinity;
  return clock.extensions
    .filter(({ to }) => to > toldTo)
    .map(({ fact, dueBefore }) => ({
      type: 'clock.extended.v1',
      time: fact.time,
      data: {
        ...clockData(row, telling),
        dueBefore: formatInstant(dueBefore),
        extensionId: String(fact.data['extensionId']),
      },
      cause: refOf(fact),
      fired: null,
    }));
}

/** The end, and before it the breach where the promise was broken and time had no chance to say so. */
export function tellEnd(turn: Turn, telling: Telling): Happening[] {
  const { row, clock, reckoning } = turn;
  if (clock.end === null) return [];
  const breach = isBroken(reckoning) && !row.fired.includes(BREACH) ? [overdue(turn, telling)] : [];
  return [...breach, end(turn, telling)];
}

function overdue({ row, clock }: Turn, telling: Telling): Happening {
  const breach = fusesOf(row, clock.definition, clock.calendar).find(({ what }) => what === BREACH)!;
  return fired(row, breach, { ...telling, knownUntil: telling.now });
}

function end({ row, clock, reckoning }: Turn, telling: Telling): Happening {
  const { state, at, reason, by, cause } = clock.end!;
  const common = { time: at, cause: refOf(cause), fired: null };
  const data = { ...clockData(row, telling), endedAt: formatInstant(at) };
  const elapsedMs = reckoning.elapsedMs!;
  switch (state) {
    case 'met':
      return { ...common, type: 'clock.met.v1', data: { ...data, elapsedMs } };
    case 'fulfilledLate':
      return { ...common, type: 'clock.fulfilled_late.v1', data: { ...data, elapsedMs } };
    case 'superseded':
      return {
        ...common,
        type: 'clock.superseded.v1',
        data: { ...data, by: by && telling.idOf(by), reason },
      };
    case 'cancelled':
    case 'breached':
      return { ...common, type: 'clock.cancelled.v1', data: { ...data, reason } };
  }
}

function refOf({ source, sequence }: FactRef): FactRef {
  return { source, sequence };
}
