import type { ClockData, ClockState, PackRef } from '@caseloop/contracts';
import { type Instant, type Pause, dueAfter, formatInstant } from '@caseloop/service-time';
import type { Acknowledged } from './acknowledged.js';
import {
  type Clock,
  type ClockEnd,
  type ClockKey,
  dueWith,
  elapsedMs,
  pausesOf,
  runOf,
  targetWord,
} from './clock.js';
import type { Folded } from './fold.js';

/** What follows from the facts about one clock. */
export interface Reckoning {
  readonly packVersion: string;
  readonly definition: string;
  readonly startedAt: Instant;
  /** Null while a pause holds, and where nothing is promised. */
  readonly dueAt: Instant | null;
  /** What was promised when the clock began: later pauses and extensions move `dueAt`, never this. */
  readonly originalDueAt: Instant | null;
  /** What was granted last. */
  readonly extendedTo: Instant | null;
  /** When an extended clock would be due without that, so that it can be measured both ways. */
  readonly unextendedDueAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly endState: ClockEnd['state'] | null;
  /** Open time allowed, with what was granted; null where nothing is promised. */
  readonly targetMs: number | null;
  readonly target: string;
  readonly calendar: string | null;
  readonly provisional: boolean;
  /** The pauses that moved the due time; those after it move nothing. */
  readonly pauses: readonly Pause[];
  /** Whether a pause holds. A clock that promises nothing only leaves its pauses out of what it measures. */
  readonly isPaused: boolean;
  /** Steps of the ladder that are not told again. */
  readonly acknowledged: readonly Acknowledged[];
  /** Open time from the start to the end, outside all pauses; null while the clock has not ended. */
  readonly elapsedMs: number | null;
}

/** A clock as it is kept: its reckoning, and what has been said of it. */
export interface ClockRow extends ClockKey, Omit<Reckoning, 'endState' | 'elapsedMs' | 'isPaused'> {
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

export function reckon(clock: Clock, { periods, acknowledged }: Folded, id: string): Reckoning {
  const { definition, calendar, end, targetMs } = clock;
  const all = pausesOf(clock, periods);
  const dueAt = dueWith(clock, all);
  const originalDueAt = targetMs === null ? null : dueAfter(runOf(clock, clock.imported), targetMs);
  const extension = clock.extensions.at(-1);
  const isRepeated = definition.escalate.some(({ again }) => again !== undefined);
  return {
    packVersion: clock.standard.version,
    definition: definition.id,
    startedAt: clock.startedAt,
    dueAt,
    originalDueAt,
    extendedTo: extension?.to ?? null,
    unextendedDueAt: extension && targetMs !== null ? dueAfter(runOf(clock, all), targetMs) : null,
    endedAt: end?.at ?? null,
    endState: end?.state ?? null,
    targetMs: extension?.targetMs ?? targetMs,
    target: targetWord(definition.target),
    calendar: calendar === null ? null : definition.runs,
    provisional: isBeyondKnown(clock, dueAt ?? originalDueAt),
    pauses: dueAt === null ? all : all.filter(({ from }) => from < dueAt),
    isPaused: targetMs !== null && dueAt === null,
    acknowledged: isRepeated && end === null ? (acknowledged.get(id) ?? []) : [],
    elapsedMs: end === null ? null : elapsedMs(clock, all, end.at),
  };
}

function isBeyondKnown({ calendar }: Clock, at: Instant | null): boolean {
  return at !== null && (calendar?.isBeyondKnown(at) ?? false);
}

/** The state that the facts and what was fired amount to. */
export function stateOf(reckoning: Reckoning, fired: readonly string[]): ClockState {
  if (reckoning.endState !== null) return reckoning.endState;
  if (reckoning.isPaused) return 'paused';
  return fired.includes(BREACH) ? 'breached' : 'running';
}

/** Whether the promise was broken, at the due time, as far as facts tell: an open clock breaks by time alone. */
export function isBroken({ endState }: Reckoning): boolean {
  return endState === 'fulfilledLate' || endState === 'breached';
}

/** Of which case, and of which pack, a clock is told. */
export interface Told {
  readonly caseId: string;
  readonly packName: PackRef['name'];
}

/** The clock as its events carry it. */
export function clockData(row: ClockRow, { caseId, packName }: Told): ClockData {
  return {
    clockId: row.id,
    caseId,
    metric: row.metric,
    definition: row.definition,
    cycle: row.cycle,
    n: row.n,
    state: row.state,
    startedAt: formatInstant(row.startedAt),
    dueAt: instant(row.dueAt),
    originalDueAt: instant(row.originalDueAt),
    target: row.target,
    pack: { name: packName, version: row.packVersion },
    calendar: row.calendar,
    provisional: row.provisional,
    ...(row.extendedTo !== null && { unextendedDueAt: instant(row.unextendedDueAt) }),
  };
}

export function instant(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}
