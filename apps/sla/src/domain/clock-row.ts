import type { ClockData, ClockState, PackRef } from '@caseloop/contracts';
import { type Instant, type Pause, dueAfter, formatInstant } from '@caseloop/service-time';
import { type Clock, type ClockEnd, type ClockKey, elapsedMs, pausesOf, runOf, targetWord } from './clock.js';
import type { Period } from './facts.js';

/** What follows from the facts about one clock. */
export interface Reckoning {
  readonly definition: string;
  readonly startedAt: Instant;
  /** Null while a pause holds. */
  readonly dueAt: Instant | null;
  /** What was promised when the clock began: later pauses move `dueAt`, never this. */
  readonly originalDueAt: Instant;
  readonly endedAt: Instant | null;
  readonly endState: ClockEnd['state'] | null;
  readonly targetMs: number;
  readonly target: string;
  readonly calendar: string | null;
  readonly provisional: boolean;
  /** The pauses that moved the due time; those after it move nothing. */
  readonly pauses: readonly Pause[];
  /** Open time from the start to the end, outside all pauses; null while the clock has not ended. */
  readonly elapsedMs: number | null;
}

/** A clock as it is kept: its reckoning, and what has been said of it. */
export interface ClockRow extends ClockKey, Omit<Reckoning, 'endState' | 'elapsedMs'> {
  readonly id: string;
  readonly state: ClockState;
  /** Warnings, the breach and steps of the ladder that have been said. */
  readonly fired: readonly string[];
  /** Rises when a correction takes back what was fired, so that it can be said again under another id. */
  readonly revision: number;
  /** When this service first knew of the clock. */
  readonly attachedAt: Instant;
  readonly nextFireAt: Instant | null;
  /** A late fact showed that this clock never was. Kept because it was spoken of; shown nowhere. */
  readonly isRetracted: boolean;
}

/** The mark of a breach in `fired`. */
export const BREACH = 'breach';

export function reckon(clock: Clock, periods: readonly Period[]): Reckoning {
  const { definition, calendar, end } = clock;
  const all = pausesOf(clock, periods);
  const dueAt = dueAfter(runOf(clock, all), clock.targetMs);
  const originalDueAt = dueAfter(runOf(clock, clock.imported), clock.targetMs)!;
  return {
    definition: definition.id,
    startedAt: clock.startedAt,
    dueAt,
    originalDueAt,
    endedAt: end?.at ?? null,
    endState: end?.state ?? null,
    targetMs: clock.targetMs,
    target: targetWord(definition.target),
    calendar: calendar === null ? null : definition.runs,
    provisional: calendar?.isBeyondKnown(dueAt ?? originalDueAt) ?? false,
    pauses: dueAt === null ? all : all.filter(({ from }) => from < dueAt),
    elapsedMs: end === null ? null : elapsedMs(clock, all, end.at),
  };
}

/** The state that the facts and what was fired amount to. */
export function stateOf(reckoning: Reckoning, fired: readonly string[]): ClockState {
  if (reckoning.endState !== null) return reckoning.endState;
  if (reckoning.dueAt === null) return 'paused';
  return fired.includes(BREACH) ? 'breached' : 'running';
}

/** Whether the promise was broken, at the due time, as far as facts tell: an open clock breaks by time alone. */
export function isBroken({ endState }: Reckoning): boolean {
  return endState === 'fulfilledLate' || endState === 'breached';
}

/** The clock as its events carry it. */
export function clockData(row: ClockRow, caseId: string, pack: PackRef): ClockData {
  return {
    clockId: row.id,
    caseId,
    metric: row.metric,
    definition: row.definition,
    cycle: row.cycle,
    n: row.n,
    state: row.state,
    startedAt: formatInstant(row.startedAt),
    dueAt: row.dueAt === null ? null : formatInstant(row.dueAt),
    originalDueAt: formatInstant(row.originalDueAt),
    target: row.target,
    pack,
    calendar: row.calendar,
    provisional: row.provisional,
  };
}
