import type { Transaction } from '@caseloop/messaging';
import type { Pool } from 'pg';
import { CASE_COLUMNS, type CaseRow, type StoredCase, stateOf, valuesOf } from './case-rows.js';
import type { CaseState } from './domain/case.js';

const COLUMNS = Object.keys(CASE_COLUMNS);
const SELECT = `select ${COLUMNS.join(', ')} from cases`;
const ARRAYS = Object.values(CASE_COLUMNS).map((type, index) => `$${index + 1}::${type}[]`);
const MUTABLE = COLUMNS.filter((column) => column !== 'id' && column !== 'number');

// The version only grows: a writer that had not locked the row would find nothing to write.
const STORE = `
  insert into cases (${COLUMNS.join(', ')})
  select * from unnest(${ARRAYS.join(', ')})
  on conflict (id) do update set ${MUTABLE.map((column) => `${column} = excluded.${column}`).join(', ')}
  where cases.version < excluded.version`;

// One order of locking for everybody, so that two batches with the same cases wait instead of deadlocking.
const LOCK = `${SELECT} where id = any($1::uuid[]) order by id for update`;

const LOCK_DUE = `${SELECT} where due_at <= $1 order by due_at limit $2 for update skip locked`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Somebody wrote a case without holding its lock: a mistake in this service, never in a command. */
export class LostUpdate extends Error {
  constructor(written: number, meant: number) {
    super(`${written} of ${meant} cases were written; the others have moved on under the writer's feet`);
  }
}

/** Cases as they are changed: loaded and locked, stored by the batch. */
export class CasesRepository {
  constructor(private readonly pool: Pool) {}

  /** The cases that exist of these, locked until the transaction ends. */
  async lock(tx: Transaction, ids: readonly string[]): Promise<CaseState[]> {
    if (ids.length === 0) return [];
    const { rows } = await tx.prepared<CaseRow>('casework_lock_cases', LOCK, [ids]);
    return rows.map(stateOf);
  }

  /** The id of a case that may be named by its number; null when there is none. */
  async idOf(tx: Transaction, idOrNumber: string): Promise<string | null> {
    const text = `select id from cases where ${byRef(idOrNumber)}`;
    const { rows } = await tx.query<{ id: string }>(text, [idOrNumber]);
    return rows[0]?.id ?? null;
  }

  /** One case by its id or number, locked; null when there is none. */
  async lockOne(tx: Transaction, idOrNumber: string): Promise<CaseState | null> {
    const { rows } = await tx.query<CaseRow>(`${SELECT} where ${byRef(idOrNumber)} for update`, [idOrNumber]);
    return rows[0] === undefined ? null : stateOf(rows[0]);
  }

  /** Due cases nobody else is at, locked, the longest due first. */
  async lockDue(tx: Transaction, now: number, limit: number): Promise<CaseState[]> {
    const { rows } = await tx.prepared<CaseRow>('casework_lock_due', LOCK_DUE, [new Date(now), limit]);
    return rows.map(stateOf);
  }

  /** Opens or advances cases, all in one statement. @throws LostUpdate when one of them was not locked. */
  async store(tx: Transaction, cases: readonly StoredCase[]): Promise<void> {
    if (cases.length === 0) return;
    const rows = cases.map(valuesOf);
    const arrays = COLUMNS.map((_, column) => rows.map((row) => row[column]));
    const { rowCount } = await tx.prepared('casework_store_cases', STORE, arrays);
    if (rowCount !== cases.length) throw new LostUpdate(rowCount, cases.length);
  }

  /** Epoch milliseconds of the earliest instant a case waits for; null when none waits for time. */
  async nextDueAt(): Promise<number | null> {
    const { rows } = await this.pool.query<{ due_at: Date }>(
      'select due_at from cases where due_at is not null order by due_at limit 1',
    );
    return rows[0]?.due_at.getTime() ?? null;
  }
}

/** The condition that finds a case by `$1`, its id or its number. */
export function byRef(idOrNumber: string): string {
  return UUID.test(idOrNumber) ? 'id = $1::uuid' : 'number = $1';
}
