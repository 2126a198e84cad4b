import type { CaseStatus, EventType, Source } from '@caseloop/contracts';
import type { Instant } from '@caseloop/service-time';

/** Something that happened to a case, as far as clocks need it: no personal data. */
export interface Fact {
  readonly source: Source;
  readonly sequence: number;
  readonly type: EventType;
  readonly time: Instant;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Tells a fact among all facts of its case. */
export type FactRef = Pick<Fact, 'source' | 'sequence'>;

/** A stretch in which the case was in one state; the last one ends at Infinity. */
export interface Period {
  readonly status: CaseStatus;
  readonly cycle: number;
  readonly from: Instant;
  readonly to: Instant;
}

/** Of facts of one instant, what the owner of the case says comes before what others report about it. */
const SOURCE_RANK: Readonly<Partial<Record<Source, number>>> = {
  'caseloop/casework': 0,
  'caseloop/routing': 1,
  'caseloop/notifications': 2,
};
const LAST_RANK = 3;

/** The order in which facts count: when they happened, never when they were heard. */
export function inOrder(facts: readonly Fact[]): Fact[] {
  return [...facts].sort((a, b) => a.time - b.time || rankOf(a) - rankOf(b) || a.sequence - b.sequence);
}

function rankOf(fact: Fact): number {
  return SOURCE_RANK[fact.source] ?? LAST_RANK;
}

/**
 * The states the case went through. Changes follow the case's own numbering, because a state can only be left by the
 * command that left it; a change that is said to have happened before its predecessor counts from there.
 */
export function periodsOf(facts: readonly Fact[]): Period[] {
  const periods: { status: CaseStatus; cycle: number; from: Instant; to: Instant }[] = [];
  for (const { data, time } of caseFacts(facts)) {
    const last = periods.at(-1);
    const status = data['status'] as CaseStatus;
    const cycle = data['cycle'] as number;
    if (last?.status === status && last.cycle === cycle) continue;
    const from = Math.max(time, last?.from ?? -Infinity);
    if (last) last.to = from;
    periods.push({ status, cycle, from, to: Infinity });
  }
  return periods;
}

function caseFacts(facts: readonly Fact[]): Fact[] {
  return facts.filter((fact) => fact.source === 'caseloop/casework').sort((a, b) => a.sequence - b.sequence);
}

/** When the case was closed; null while it is not. */
export function endOf(periods: readonly Period[]): Instant | null {
  const last = periods.at(-1);
  if (last === undefined || (last.status !== 'closed' && last.status !== 'archived')) return null;
  return periods.filter(({ status }) => status === 'closed').at(-1)?.from ?? last.from;
}

/** The state the case was in at an instant; null before it was opened. */
export function statusAt(periods: readonly Period[], at: Instant): CaseStatus | null {
  return periods.filter(({ from }) => from <= at).at(-1)?.status ?? null;
}

/**
 * The cycle a fact belongs to: the one the case was in when it happened. What the event itself says is an upper
 * bound: it decides where one instant has both the end of a cycle and the beginning of the next.
 */
export function cycleOf(fact: Fact, periods: readonly Period[]): number {
  const then = periods.filter(({ from }) => from <= fact.time).at(-1)?.cycle ?? 1;
  return fact.source === 'caseloop/casework' ? Math.min(then, fact.data['cycle'] as number) : then;
}
