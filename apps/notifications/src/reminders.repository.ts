import type { Transaction } from '@caseloop/messaging';
import type { Queryable } from '@caseloop/service';
import type { Reminder } from './domain/reminders.js';
import { REMINDER_BATCH } from './limits.js';

/** A reminder of one handling of one case. */
export interface CaseReminder extends Reminder {
  readonly caseId: string;
  readonly cycle: number;
}

const ADD = `insert into reminders (case_id, cycle, n, due_at)
  select * from unnest($1::uuid[], $2::integer[], $3::integer[], $4::timestamptz[]) on conflict do nothing`;
const DROP = 'delete from reminders where case_id = any($1::uuid[])';
const TAKE = `delete from reminders where (case_id, cycle, n) in (
    select case_id, cycle, n from reminders where due_at <= $1
    order by due_at limit ${REMINDER_BATCH} for update skip locked
  ) returning case_id, cycle, n, due_at`;

export class RemindersRepository {
  async add(tx: Transaction, reminders: readonly CaseReminder[]): Promise<void> {
    if (reminders.length === 0) return;
    await tx.prepared('reminders_add', ADD, [
      reminders.map(({ caseId }) => caseId),
      reminders.map(({ cycle }) => cycle),
      reminders.map(({ n }) => n),
      reminders.map(({ dueAt }) => new Date(dueAt)),
    ]);
  }

  /** Nobody is to be reminded of these cases any more. */
  async drop(tx: Transaction, caseIds: readonly string[]): Promise<void> {
    if (caseIds.length > 0) await tx.prepared('reminders_drop', DROP, [caseIds]);
  }

  /** Takes what is due: gone with this transaction, and with no other one. */
  async take(tx: Transaction, now: number): Promise<CaseReminder[]> {
    const { rows } = await tx.query<{ case_id: string; cycle: number; n: number; due_at: Date }>(TAKE, [
      new Date(now),
    ]);
    return rows.map((row) => ({
      caseId: row.case_id,
      cycle: row.cycle,
      n: row.n,
      dueAt: row.due_at.getTime(),
    }));
  }

  async nextDueAt(db: Queryable): Promise<number | null> {
    const { rows } = await db.query<{ due_at: Date | null }>('select min(due_at) as due_at from reminders');
    return rows[0]?.due_at?.getTime() ?? null;
  }
}
