import type { ClockState } from '@caseloop/contracts';
import type { Transaction } from '@caseloop/messaging';
import type { ClockFact } from './domain/context.js';

/** What sla says of one clock; times in epoch milliseconds, `breachedAt` where this is what it says. */
export interface ReportedClock {
  readonly clockId: string;
  readonly caseId: string;
  readonly metric: string;
  readonly state: ClockState;
  readonly dueAt: number | null;
  readonly breachedAt: number | null;
}

// A breach stays one, whatever becomes of the clock: it can be explained after the fact.
const RECORD = `
  insert into case_clocks (clock_id, case_id, metric, state, due_at, breached_at)
  select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[])
    as said (clock_id, case_id, metric, state, due_at, breached_at)
  order by clock_id
  on conflict (clock_id) do update set state = excluded.state, due_at = excluded.due_at,
    breached_at = coalesce(case_clocks.breached_at, excluded.breached_at)`;

/** The clocks of cases as sla has last reported them: no more than what commands about clocks must know. */
export class CaseClocksRepository {
  /** Each clock once. */
  async record(tx: Transaction, clocks: readonly ReportedClock[]): Promise<void> {
    if (clocks.length === 0) return;
    await tx.prepared('casework_record_clocks', RECORD, [
      clocks.map(({ clockId }) => clockId),
      clocks.map(({ caseId }) => caseId),
      clocks.map(({ metric }) => metric),
      clocks.map(({ state }) => state),
      clocks.map(({ dueAt }) => dateOrNull(dueAt)),
      clocks.map(({ breachedAt }) => dateOrNull(breachedAt)),
    ]);
  }

  /** The clocks of a case by their ids. */
  async of(tx: Transaction, caseId: string): Promise<Record<string, ClockFact>> {
    const { rows } = await tx.query<{
      clock_id: string;
      metric: string;
      state: ClockState;
      due_at: Date | null;
      breached_at: Date | null;
    }>('select clock_id, metric, state, due_at, breached_at from case_clocks where case_id = $1', [caseId]);
    return Object.fromEntries(
      rows.map(({ clock_id, metric, state, due_at, breached_at }) => [
        clock_id,
        { metric, state, dueAt: due_at?.getTime() ?? null, isBreached: breached_at !== null },
      ]),
    );
  }
}

function dateOrNull(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}
