import type { PackRef } from '@caseloop/contracts';
import type { Transaction } from '@caseloop/messaging';
import type { Queryable } from '@caseloop/service';
import { timestamp } from './clock-columns.js';
import type { OpenChange } from './pack-changes.repository.js';

/** A case as far as its clocks go. */
export interface ClockCase {
  readonly caseId: string;
  readonly pack: PackRef;
  readonly unit: string;
  readonly correlationId: string | null;
}

/** A case that begins. */
export interface OpenedCase extends ClockCase {
  readonly number: string;
}

/** A case that is known, with what was decided about its clocks last. */
export interface KnownCase extends ClockCase {
  /** Its clocks were due and were held because events of the case had not been applied. */
  readonly isHeld: boolean;
}

/** When a case is to be looked at next. */
export interface Arming {
  readonly caseId: string;
  readonly nextFireAt: number | null;
  readonly isHeld: boolean;
  /** When it was closed; absent where that is as before. */
  readonly endedAt?: number | null;
}

/** A case with a clock to fire. */
export interface DueCase extends ClockCase {
  /** Events of the case have arrived and are not applied yet. */
  readonly hasKept: boolean;
}

interface CaseColumns {
  readonly case_id: string;
  readonly pack_name: string;
  readonly pack_version: string;
  readonly unit: string;
  readonly correlation_id: string | null;
}

const LOCK = `
select case_id, pack_name, pack_version, unit, correlation_id, is_held from clock_cases
where case_id = any($1::uuid[]) order by case_id for update`;

const ADD = `
insert into clock_cases (case_id, pack_name, pack_version, unit, correlation_id, number, is_held)
select c.*, false from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) as c(case_id)
order by case_id
on conflict (case_id) do nothing`;

// A parked event waits for a person: no clock is held for it.
const CLAIM = `
select case_id, pack_name, pack_version, unit, correlation_id,
  exists (
    select from kept_event k
    where k.source in ('caseloop/casework', 'caseloop/notifications', 'caseloop/routing')
      and k.subject = c.case_id::text and k.state <> 'parked'
  ) as has_kept
from clock_cases c
where next_fire_at <= $1
order by next_fire_at limit $2
for update of c skip locked`;

const ARM = `
update clock_cases c set next_fire_at = a.next_fire_at, is_held = a.is_held,
  ended_at = case when a.has_ended then a.ended_at else c.ended_at end
from unnest($1::uuid[], $2::timestamptz[], $3::boolean[], $4::boolean[], $5::timestamptz[])
  as a(case_id, next_fire_at, is_held, has_ended, ended_at)
where c.case_id = a.case_id`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

// Those that were closed before have nothing running; one that is still open is always among them.
const LOCK_OF_PACK = `
select case_id, pack_name, pack_version, unit, correlation_id, is_held from clock_cases
where pack_name = $1 and ($2::uuid is null or case_id > $2) and (ended_at is null or ended_at >= $3)
order by case_id limit $4 for update`;

/** The cases: lock of whoever writes their clocks, and the calendar of what fires next. */
export class ClockCasesRepository {
  /** The known ones of these cases, locked in the order of their ids so that two writers cannot block each other. */
  async lock(tx: Transaction, caseIds: readonly string[]): Promise<KnownCase[]> {
    const { rows } = await tx.prepared<CaseColumns & { is_held: boolean }>('sla_cases_lock', LOCK, [caseIds]);
    return rows.map((row) => ({ ...read(row), isHeld: row.is_held }));
  }

  /** The next ones, locked, that a change of their pack may concern. */
  async lockOfPack(tx: Transaction, change: OpenChange, limit: number): Promise<KnownCase[]> {
    const values = [change.packName, change.afterCaseId, timestamp(change.effectiveAt), limit];
    const { rows } = await tx.query<CaseColumns & { is_held: boolean }>(LOCK_OF_PACK, values);
    return rows.map((row) => ({ ...read(row), isHeld: row.is_held }));
  }

  async add(tx: Transaction, cases: readonly OpenedCase[]): Promise<void> {
    if (cases.length === 0) return;
    await tx.prepared('sla_cases_add', ADD, [
      cases.map(({ caseId }) => caseId),
      cases.map(({ pack }) => pack.name),
      cases.map(({ pack }) => pack.version),
      cases.map(({ unit }) => unit),
      cases.map(({ correlationId }) => correlationId),
      cases.map(({ number }) => number),
    ]);
  }

  /** Cases that are due at `now`, for this transaction alone; those that another instance has are left out. */
  async claim(tx: Transaction, now: number, limit: number): Promise<DueCase[]> {
    const values = [timestamp(now), limit];
    const { rows } = await tx.prepared<CaseColumns & { has_kept: boolean }>('sla_cases_claim', CLAIM, values);
    return rows.map((row) => ({ ...read(row), hasKept: row.has_kept }));
  }

  async arm(tx: Transaction, armings: readonly Arming[]): Promise<void> {
    if (armings.length === 0) return;
    await tx.prepared('sla_cases_arm', ARM, [
      armings.map(({ caseId }) => caseId),
      armings.map(({ nextFireAt }) => timestamp(nextFireAt)),
      armings.map(({ isHeld }) => isHeld),
      armings.map(({ endedAt }) => endedAt !== undefined),
      armings.map(({ endedAt }) => timestamp(endedAt ?? null)),
    ]);
  }

  async nextFireAt(db: Queryable): Promise<number | null> {
    const { rows } = await db.query<{ at: Date | null }>('select min(next_fire_at) as at from clock_cases');
    return rows[0]?.at?.getTime() ?? null;
  }

  async byId(db: Queryable, caseId: string): Promise<ClockCase | null> {
    const { rows } = await db.query<CaseColumns>('select * from clock_cases where case_id = $1', [caseId]);
    return rows[0] ? read(rows[0]) : null;
  }

  /** The id of the case that an id or a number names; null when there is none. */
  async find(db: Queryable, idOrNumber: string): Promise<string | null> {
    const column = UUID.test(idOrNumber) ? 'case_id' : 'number';
    const { rows } = await db.query<{ case_id: string }>(
      `select case_id from clock_cases where ${column} = $1`,
      [idOrNumber],
    );
    return rows[0]?.case_id ?? null;
  }
}

function read(row: CaseColumns): ClockCase {
  return {
    caseId: row.case_id,
    pack: { name: row.pack_name, version: row.pack_version },
    unit: row.unit,
    correlationId: row.correlation_id,
  };
}
