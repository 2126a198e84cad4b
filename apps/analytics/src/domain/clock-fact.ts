import type { AnyEvent, ClockData } from '@caseloop/contracts';

/**
 * One promise as analytics counts it. `breached_at` is the due time of a promise that was broken, kept for good;
 * `decided_at` is when it was known to be kept or broken: the period it counts in.
 */
export interface ClockFact {
  readonly clock_id: string;
  readonly case_id: string;
  readonly metric: string;
  readonly definition: string;
  readonly pack_name: string;
  readonly pack_version: string;
  readonly cycle: number;
  readonly n: number;
  readonly state: string;
  readonly target: string;
  readonly started_at: string;
  readonly due_at: string | null;
  readonly ended_at: string | null;
  readonly breached_at: string | null;
  readonly decided_at: string | null;
  readonly elapsed_ms: number | null;
}

/** The fact after one more event of the clock; null for an event that is not about a clock. */
export function nextClockFact(before: ClockFact | undefined, event: AnyEvent): ClockFact | null {
  if (!event.type.startsWith('clock.')) return null;
  const data = event.data as ClockData & { endedAt?: string | null; elapsedMs?: number };
  const ended_at = data.endedAt ?? null;
  const breached_at = breachedAt(before, event);
  return {
    clock_id: data.clockId,
    case_id: data.caseId,
    metric: data.metric,
    definition: data.definition,
    pack_name: data.pack.name,
    pack_version: data.pack.version,
    cycle: data.cycle,
    n: data.n,
    state: data.state,
    target: data.target,
    started_at: data.startedAt,
    due_at: data.dueAt,
    ended_at,
    breached_at,
    decided_at: breached_at ?? (data.state === 'met' ? ended_at : null),
    elapsed_ms: data.elapsedMs ?? null,
  };
}

/** A breach stays a breach however the clock ends, unless a late fact has corrected the verdict. */
function breachedAt(before: ClockFact | undefined, event: AnyEvent): string | null {
  if (event.type === 'clock.breached.v1') return event.time;
  if (event.type !== 'clock.corrected.v1') return before?.breached_at ?? null;
  const isLate = event.data.state === 'breached' || event.data.state === 'fulfilledLate';
  return isLate ? (before?.breached_at ?? event.data.dueAt) : null;
}
