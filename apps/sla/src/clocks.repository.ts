import type { Transaction } from '@caseloop/messaging';
import type { Queryable } from '@caseloop/service';
import { type CaseClock, type ClockColumns, readClock, timestamp } from './clock-columns.js';

const OF_CASES = `select * from clocks where case_id = any($1::uuid[])`;
const OPEN_OF_CASES = `${OF_CASES} and ended_at is null`;

const SAVE = `
insert into clocks as c (id, case_id, metric, definition, cycle, n, per_key, state, started_at, due_at,
  original_due_at, ended_at, target, target_ms, calendar, is_provisional, pauses, fired, revision, attached_at,
  next_fire_at, is_retracted, pack_version, extended_to, unextended_due_at, acknowledged)
select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::integer[], $6::integer[], $7::text[],
  $8::text[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::text[],
  $14::bigint[], $15::text[], $16::boolean[], $17::jsonb[], $18::jsonb[], $19::integer[], $20::timestamptz[],
  $21::timestamptz[], $22::boolean[], $23::text[], $24::timestamptz[], $25::timestamptz[], $26::jsonb[])
on conflict (id) do update set
  definition = excluded.definition, state = excluded.state, started_at = excluded.started_at,
  due_at = excluded.due_at, original_due_at = excluded.original_due_at, ended_at = excluded.ended_at,
  target = excluded.target, target_ms = excluded.target_ms, calendar = excluded.calendar,
  is_provisional = excluded.is_provisional, pauses = excluded.pauses, fired = excluded.fired,
  revision = excluded.revision, next_fire_at = excluded.next_fire_at, is_retracted = excluded.is_retracted,
  pack_version = excluded.pack_version, extended_to = excluded.extended_to,
  unextended_due_at = excluded.unextended_due_at, acknowledged = excluded.acknowledged`;

// Soonest due first; what is paused has no due time and comes last. $3 and $4 are the place to go on after.
const LIST = `
select * from clocks
where not is_retracted
  and ($1::text is null or state = $1)
  and ($2::timestamptz is null or due_at < $2)
  and ($4::uuid is null
    or case when $3::timestamptz is null then due_at is null and id > $4
       else due_at > $3 or (due_at = $3 and id > $4) or due_at is null end)
order by due_at, id limit $5`;

const OF_CASE = `
select * from clocks
where case_id = $1 and not is_retracted and ($2::timestamptz is null or (started_at, id) > ($2, $3::uuid))
order by started_at, id limit $4`;

/** Which clocks are wanted, and after which one to go on. */
export interface ClockQuery {
  readonly state: string | null;
  readonly dueBefore: number | null;
  readonly after: { readonly at: number | null; readonly id: string } | null;
  readonly limit: number;
}

/** The clocks of the cases: what the facts amount to. */
export class ClocksRepository {
  async ofCases(tx: Transaction, caseIds: readonly string[]): Promise<CaseClock[]> {
    const { rows } = await tx.prepared<ClockColumns>('sla_clocks_of_cases', OF_CASES, [caseIds]);
    return rows.map(readClock);
  }

  /** Those that time can still do something to. */
  async openOfCases(tx: Transaction, caseIds: readonly string[]): Promise<CaseClock[]> {
    const { rows } = await tx.prepared<ClockColumns>('sla_clocks_open_of_cases', OPEN_OF_CASES, [caseIds]);
    return rows.map(readClock);
  }

  async save(tx: Transaction, clocks: readonly CaseClock[]): Promise<void> {
    if (clocks.length === 0) return;
    const column = <T>(pick: (clock: CaseClock) => T): T[] => clocks.map(pick);
    await tx.prepared('sla_clocks_save', SAVE, [
      column(({ id }) => id),
      column(({ caseId }) => caseId),
      column(({ metric }) => metric),
      column(({ definition }) => definition),
      column(({ cycle }) => cycle),
      column(({ n }) => n),
      column(({ per }) => per),
      column(({ state }) => state),
      column(({ startedAt }) => timestamp(startedAt)),
      column(({ dueAt }) => timestamp(dueAt)),
      column(({ originalDueAt }) => timestamp(originalDueAt)),
      column(({ endedAt }) => timestamp(endedAt)),
      column(({ target }) => target),
      column(({ targetMs }) => targetMs),
      column(({ calendar }) => calendar),
      column(({ provisional }) => provisional),
      column(({ pauses }) => JSON.stringify(pauses)),
      column(({ fired }) => JSON.stringify(fired)),
      column(({ revision }) => revision),
      column(({ attachedAt }) => timestamp(attachedAt)),
      column(({ nextFireAt }) => timestamp(nextFireAt)),
      column(({ isRetracted }) => isRetracted),
      column(({ packVersion }) => packVersion),
      column(({ extendedTo }) => timestamp(extendedTo)),
      column(({ unextendedDueAt }) => timestamp(unextendedDueAt)),
      column(({ acknowledged }) => JSON.stringify(acknowledged)),
    ]);
  }

  async list(db: Queryable, { state, dueBefore, after, limit }: ClockQuery): Promise<CaseClock[]> {
    const { rows } = await db.query<ClockColumns>(LIST, [
      state,
      timestamp(dueBefore),
      after === null ? null : timestamp(after.at),
      after?.id ?? null,
      limit,
    ]);
    return rows.map(readClock);
  }

  /** In the order in which they began. */
  async ofCase(
    db: Queryable,
    caseId: string,
    after: { readonly at: number; readonly id: string } | null,
    limit: number,
  ): Promise<CaseClock[]> {
    const values = [caseId, timestamp(after?.at ?? null), after?.id ?? null, limit];
    const { rows } = await db.query<ClockColumns>(OF_CASE, values);
    return rows.map(readClock);
  }

  async byId(db: Queryable, id: string): Promise<CaseClock | null> {
    const { rows } = await db.query<ClockColumns>('select * from clocks where id = $1 and not is_retracted', [
      id,
    ]);
    return rows[0] ? readClock(rows[0]) : null;
  }
}
