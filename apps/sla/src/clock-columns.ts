import type { ClockState } from '@caseloop/contracts';
import type { Pause } from '@caseloop/service-time';
import type { Acknowledged } from './domain/acknowledged.js';
import type { ClockRow } from './domain/clock-row.js';

/** A row of `clocks` as the database gives it. */
export interface ClockColumns {
  readonly id: string;
  readonly case_id: string;
  readonly metric: string;
  readonly pack_version: string;
  readonly definition: string;
  readonly cycle: number;
  readonly n: number;
  readonly per_key: string | null;
  readonly state: ClockState;
  readonly started_at: Date;
  readonly due_at: Date | null;
  readonly original_due_at: Date | null;
  readonly extended_to: Date | null;
  readonly unextended_due_at: Date | null;
  readonly ended_at: Date | null;
  readonly target: string;
  /** bigint comes as text. */
  readonly target_ms: string | null;
  readonly calendar: string | null;
  readonly is_provisional: boolean;
  readonly pauses: Pause[];
  readonly acknowledged: Acknowledged[];
  readonly fired: string[];
  readonly revision: number;
  readonly attached_at: Date;
  readonly next_fire_at: Date | null;
  readonly is_retracted: boolean;
}

/** A clock with the case it belongs to. */
export interface CaseClock extends ClockRow {
  readonly caseId: string;
}

export function readClock(row: ClockColumns): CaseClock {
  return {
    id: row.id,
    caseId: row.case_id,
    metric: row.metric,
    packVersion: row.pack_version,
    definition: row.definition,
    cycle: row.cycle,
    n: row.n,
    per: row.per_key,
    state: row.state,
    startedAt: row.started_at.getTime(),
    dueAt: row.due_at?.getTime() ?? null,
    originalDueAt: row.original_due_at?.getTime() ?? null,
    extendedTo: row.extended_to?.getTime() ?? null,
    unextendedDueAt: row.unextended_due_at?.getTime() ?? null,
    endedAt: row.ended_at?.getTime() ?? null,
    target: row.target,
    targetMs: row.target_ms === null ? null : Number(row.target_ms),
    calendar: row.calendar,
    provisional: row.is_provisional,
    pauses: row.pauses,
    acknowledged: row.acknowledged,
    fired: row.fired,
    revision: row.revision,
    attachedAt: row.attached_at.getTime(),
    nextFireAt: row.next_fire_at?.getTime() ?? null,
    isRetracted: row.is_retracted,
  };
}

export function timestamp(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
