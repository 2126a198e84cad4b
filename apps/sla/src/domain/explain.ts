import type { ClockState, Language, PackRef } from '@caseloop/contracts';
import type { Labels } from '@caseloop/policy';
import { type Instant, type Interval, type Pause, openTime } from '@caseloop/service-time';
import { type Clock, pausesOf } from './clock.js';
import { type Reckoning, reckon } from './clock-row.js';
import { inWords } from './explain-text.js';
import type { Folded } from './fold.js';

/** A stretch of time that counted. */
export interface Counted extends Interval {
  readonly ms: number;
}

/** A pause, with the open time that it kept from counting. */
export interface Explained extends Pause {
  readonly openMs: number;
  /** Taken over from the clock whose place this one took. */
  readonly imported: boolean;
}

/** How a clock comes to its due time and its verdict: every number that went into them. */
export interface Explanation {
  readonly clockId: string;
  readonly metric: string;
  readonly definition: string;
  readonly label: Labels;
  readonly cycle: number;
  readonly n: number;
  readonly pack: PackRef;
  readonly zone: string;
  readonly calendar: { readonly name: string; readonly zone: string } | null;
  readonly asOf: Instant;
  readonly state: ClockState;
  readonly startedAt: Instant;
  readonly startedBy: string;
  /** The change that put this clock in the place of another one. */
  readonly succeeds: { readonly clockId: string; readonly at: Instant; readonly reason: string } | null;
  readonly target: string;
  /** Open time that was promised, and that is allowed with what was granted. */
  readonly promisedMs: number | null;
  readonly targetMs: number | null;
  readonly extensions: readonly {
    readonly at: Instant;
    readonly dueBefore: Instant;
    readonly to: Instant;
    readonly targetMs: number;
  }[];
  readonly dueAt: Instant | null;
  readonly originalDueAt: Instant | null;
  readonly unextendedDueAt: Instant | null;
  readonly provisional: boolean;
  /** In order, apart from each other, cut at the due time and at `until`. */
  readonly counted: readonly Counted[];
  readonly pauses: readonly Explained[];
  /** Up to where it has run: its end, or `asOf`. */
  readonly until: Instant;
  readonly sums: {
    readonly untilDueMs: number | null;
    readonly elapsedMs: number;
    readonly pausedMs: number;
    /** Negative by what it is late. */
    readonly remainingMs: number | null;
  };
  readonly end: { readonly at: Instant; readonly reason: string; readonly by: string | null } | null;
}

/** Of which clock of which case, and when it is asked. */
export interface Asked {
  readonly packName: string;
  readonly idOf: (key: Clock['key']) => string;
  readonly asOf: Instant;
}

export function explain(clock: Clock, folded: Folded, { packName, idOf, asOf }: Asked): Explanation {
  const id = idOf(clock.key);
  const reckoning = reckon(clock, folded, id);
  const { dueAt, endedAt } = reckoning;
  const { definition, standard, calendar, startedAt } = clock;
  const until = Math.max(endedAt ?? asOf, startedAt);
  const pauses = explained(clock, folded, Math.max(until, dueAt ?? until));
  const counted = countedOf(clock, pauses, until, dueAt);
  return {
    clockId: id,
    metric: clock.key.metric,
    definition: definition.id,
    label: definition.label,
    cycle: clock.key.cycle,
    n: clock.key.n,
    pack: { name: packName, version: standard.version },
    zone: standard.pack.zone,
    calendar: calendar && { name: definition.runs, zone: standard.pack.calendars[definition.runs]!.zone },
    asOf,
    state: stateAt(reckoning, asOf),
    startedAt,
    startedBy: clock.start.type,
    succeeds: predecessorOf(clock, folded, idOf),
    target: reckoning.target,
    promisedMs: clock.targetMs,
    targetMs: reckoning.targetMs,
    extensions: clock.extensions.map(({ fact, dueBefore, to, targetMs }) => ({
      at: fact.time,
      dueBefore,
      to,
      targetMs,
    })),
    dueAt,
    originalDueAt: reckoning.originalDueAt,
    unextendedDueAt: reckoning.unextendedDueAt,
    provisional: reckoning.provisional,
    counted,
    pauses,
    until,
    sums: sumsOf(reckoning, counted, pauses, until),
    end: clock.end && {
      at: clock.end.at,
      reason: clock.end.reason,
      by: clock.end.by && idOf(clock.end.by),
    },
  };
}

/** The explanation as sentences, in each of the product's languages. */
export function explainedIn(explanation: Explanation): Record<Language, string[]> {
  return { 'zh-CN': inWords(explanation, 'zh-CN'), en: inWords(explanation, 'en') };
}

function sumsOf(
  { dueAt, targetMs }: Reckoning,
  counted: readonly Counted[],
  pauses: readonly Explained[],
  until: Instant,
): Explanation['sums'] {
  const elapsedMs = sum(counted.filter(({ to }) => to <= until));
  return {
    untilDueMs: dueAt === null ? null : sum(counted.filter(({ to }) => to <= dueAt)),
    elapsedMs,
    pausedMs: pauses.reduce((ms, { openMs }) => ms + openMs, 0),
    remainingMs: targetMs === null ? null : targetMs - elapsedMs,
  };
}

/** By the facts alone: also where what is due has not been fired yet. */
function stateAt({ endState, isPaused, dueAt }: Reckoning, asOf: Instant): ClockState {
  if (endState !== null) return endState;
  if (isPaused) return 'paused';
  return dueAt !== null && asOf > dueAt ? 'breached' : 'running';
}

function predecessorOf(clock: Clock, { clocks }: Folded, idOf: Asked['idOf']): Explanation['succeeds'] {
  const id = idOf(clock.key);
  const before = clocks.find(({ end }) => end?.by && idOf(end.by) === id);
  return before ? { clockId: idOf(before.key), at: before.end!.at, reason: before.end!.reason } : null;
}

function explained(clock: Clock, { periods }: Folded, until: Instant): Explained[] {
  return pausesOf(clock, periods).map(({ from, to }) => ({
    from,
    to,
    openMs: openTime(clock.calendar, Math.max(from, clock.startedAt), Math.min(to ?? until, until)),
    imported: clock.imported.length > 0 && from < clock.pausesFrom,
  }));
}

/** What counted from the start to the later of the two instants, cut at both. */
function countedOf(clock: Clock, pauses: readonly Pause[], until: Instant, dueAt: Instant | null): Counted[] {
  const horizon = Math.max(until, dueAt ?? until);
  const open = clock.calendar
    ? clock.calendar.openWithin(clock.startedAt, horizon)
    : [{ from: clock.startedAt, to: horizon }];
  const running = pauses.reduce<readonly Interval[]>((left, pause) => left.flatMap(without(pause)), open);
  return [until, dueAt ?? until]
    .reduce<readonly Interval[]>((pieces, at) => pieces.flatMap(cutAt(at)), running)
    .filter(({ from, to }) => from < to)
    .map(({ from, to }) => ({ from, to, ms: to - from }));
}

function without({ from, to }: Pause): (interval: Interval) => Interval[] {
  const end = to ?? Infinity;
  return (interval) => [
    { from: interval.from, to: Math.min(interval.to, Math.max(from, interval.from)) },
    { from: Math.max(interval.from, Math.min(end, interval.to)), to: interval.to },
  ];
}

function cutAt(at: Instant): (interval: Interval) => Interval[] {
  return ({ from, to }) =>
    from < at && at < to
      ? [
          { from, to: at },
          { from: at, to },
        ]
      : [{ from, to }];
}

function sum(counted: readonly Counted[]): number {
  return counted.reduce((total, { ms }) => total + ms, 0);
}
