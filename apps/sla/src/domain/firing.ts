import type { ClockData } from '@caseloop/contracts';
import type { ClockDefinition, EscalationLevel } from '@caseloop/policy';
import { type Calendar, type Instant, dueAfter, formatInstant, parseDuration } from '@caseloop/service-time';
import { BREACH, type ClockRow, type Told, clockData } from './clock-row.js';
import type { Happening } from './happening.js';

/** Something that a clock does by time alone. */
export interface Fuse {
  /** Its mark in `fired`. */
  readonly what: string;
  /** When it may be said at the earliest. */
  readonly at: Instant;
  /** When it happens: for a breach the due time, after which the promise is broken. */
  readonly time: Instant;
  readonly level: EscalationLevel | null;
  /** The how manieth repetition of the step; 0 is the step itself. */
  readonly again: number;
}

/** A clock is breached when now > due; in whole milliseconds that is the next one. */
const AFTER_DUE_MS = 1;

export interface FiringContext extends Told {
  readonly now: Instant;
  /** Fires what was due then: now, or earlier where firing is held. */
  readonly until: Instant;
  /** What is due after this is fired as provisional: facts from then on may be missing. */
  readonly knownUntil: Instant;
}

/** What a definition says about time, in milliseconds. */
interface Plan {
  readonly warnings: readonly {
    readonly what: string;
    readonly percent: number | null;
    readonly beforeMs: number;
  }[];
  /** The step of the ladder at `PT0S`: it rides on the breach itself. */
  readonly rides: EscalationLevel | null;
  readonly later: readonly {
    readonly what: string;
    readonly afterMs: number;
    readonly level: EscalationLevel;
    readonly again: number;
  }[];
}

/** Definitions never change, so they are worked out once. */
const plans = new WeakMap<ClockDefinition, Plan>();

function planOf(definition: ClockDefinition): Plan {
  let plan = plans.get(definition);
  if (!plan) {
    const steps = definition.escalate.flatMap(stepsOf);
    const rides = steps.find(({ afterMs, again }) => afterMs === 0 && again === 0) ?? null;
    const warnings = definition.warn.map(({ id, percent, before }) => ({
      what: `warning:${id}`,
      percent: percent ?? null,
      beforeMs: before === undefined ? 0 : parseDuration(before),
    }));
    plan = { warnings, rides: rides?.level ?? null, later: steps.filter((step) => step !== rides) };
    plans.set(definition, plan);
  }
  return plan;
}

/** A step of the ladder, and its repetitions. */
function stepsOf(level: EscalationLevel): Plan['later'] {
  const what = `level:${level.level}`;
  const afterMs = parseDuration(level.after);
  const everyMs = level.again === undefined ? 0 : parseDuration(level.again.every);
  const repeated = Array.from({ length: level.again?.limit ?? 0 }, (_, index) => {
    const again = index + 1;
    return { what: `${what}:again:${again}`, afterMs: afterMs + again * everyMs, level, again };
  });
  return [{ what, afterMs, level, again: 0 }, ...repeated];
}

/** Everything a clock does by time alone, in order. While a pause holds, what lies behind it has no time yet. */
export function fusesOf(row: ClockRow, definition: ClockDefinition, calendar: Calendar | null): Fuse[] {
  const run = { calendar, start: row.startedAt, pauses: row.pauses };
  const plan = planOf(definition);
  const fuses: Fuse[] = [];
  if (row.targetMs === null) return fuses;
  for (const { what, percent, beforeMs } of plan.warnings) {
    const ms = percent === null ? row.targetMs - beforeMs : Math.ceil((row.targetMs * percent) / 100);
    if (ms <= 0 || ms >= row.targetMs) continue;
    const at = dueAfter(run, ms);
    if (at !== null) fuses.push({ what, at, time: at, level: null, again: 0 });
  }
  if (row.dueAt !== null) fuses.push(...breachAndLadder(row.dueAt, row.acknowledged, plan));
  return fuses.sort((a, b) => a.at - b.at || a.time - b.time);
}

function breachAndLadder(dueAt: Instant, acknowledged: ClockRow['acknowledged'], plan: Plan): Fuse[] {
  const soonest = dueAt + AFTER_DUE_MS;
  const breach = { what: BREACH, at: soonest, time: dueAt, level: plan.rides, again: 0 };
  const steps = plan.later.map(({ what, afterMs, level, again }) => {
    const time = dueAt + afterMs;
    return { what, at: Math.max(time, soonest), time, level, again };
  });
  // What somebody has taken note of is not told again.
  const isKnown = ({ level, again, time }: Fuse): boolean =>
    again > 0 && acknowledged.some((step) => step.level === level!.level && step.at <= time);
  return [breach, ...steps.filter((step) => !isKnown(step))];
}

/** The row with the time of its next fuse; none once the clock has ended. */
export function armed(row: ClockRow, definition: ClockDefinition, calendar: Calendar | null): ClockRow {
  const next =
    row.endedAt === null
      ? fusesOf(row, definition, calendar).find(({ what }) => !row.fired.includes(what))
      : null;
  return { ...row, nextFireAt: next?.at ?? null };
}

/**
 * Fires everything that is due at `until` and was not fired. A clock that was already broken when this service first
 * knew of it says so once, to the highest step of the ladder that was due: a storm of stale warnings helps nobody.
 */
export function fireDue(
  row: ClockRow,
  definition: ClockDefinition,
  calendar: Calendar | null,
  context: FiringContext,
): { row: ClockRow; happenings: Happening[] } {
  const due = fusesOf(row, definition, calendar).filter(
    ({ what, at }) => at <= context.until && !row.fired.includes(what),
  );
  const marks = due.map(({ what }) => what);
  const bornBroken = marks.includes(BREACH) && row.dueAt !== null && row.attachedAt > row.dueAt;
  const said = bornBroken ? [loudest(due)] : due.filter((fuse, index) => !isStale(fuse, due[index + 1], row));
  let current = row;
  const happenings = said.map((fuse) => {
    if (fuse.what === BREACH) current = { ...current, state: 'breached' };
    return fired(current, fuse, context);
  });
  const after: ClockRow = { ...current, fired: [...row.fired, ...marks] };
  return { row: armed(after, definition, calendar), happenings };
}

/** Overtaken by the next one: a warning from before the clock was known, a repetition that another one follows. */
function isStale(fuse: Fuse, next: Fuse | undefined, { attachedAt }: ClockRow): boolean {
  if (next === undefined) return false;
  if (fuse.level === null) return fuse.what !== BREACH && next.level === null && next.at <= attachedAt;
  return fuse.again > 0 && next.level?.level === fuse.level.level;
}

function loudest(due: readonly Fuse[]): Fuse {
  const breach = due.find(({ what }) => what === BREACH)!;
  const highest = due
    .map(({ level }) => level)
    .reduce((a, b) => (b !== null && (a === null || b.level > a.level) ? b : a), null);
  return { ...breach, level: highest };
}

/** The event of a fuse that has gone off, with how late it was noticed. */
export function fired(row: ClockRow, fuse: Fuse, context: Omit<FiringContext, 'until'>): Happening {
  const { now, knownUntil } = context;
  const provisional = row.provisional || fuse.at > knownUntil;
  const data: ClockData = clockData({ ...row, provisional }, context);
  const noticed = { firedAt: formatInstant(now), lateMs: Math.max(0, now - fuse.at) };
  const escalate = fuse.level ? { escalate: stepOf(fuse.level, fuse.again) } : {};
  const common = { time: fuse.time, cause: null, fired: `${fuse.what}/${row.revision}` };
  if (fuse.what === BREACH) {
    return {
      ...common,
      type: 'clock.breached.v1',
      data: { ...data, state: 'breached', ...escalate, ...noticed },
    };
  }
  const warning = fuse.level ? `level:${fuse.level.level}` : fuse.what.slice(fuse.what.indexOf(':') + 1);
  return {
    ...common,
    type: 'clock.warned.v1',
    data: { ...data, warning, ...escalate, ...noticed },
  };
}

function stepOf(
  { level, to }: EscalationLevel,
  again: number,
): { level: number; to: string; again?: number } {
  return { level, to, ...(again > 0 && { again }) };
}
