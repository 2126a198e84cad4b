import type { Queryable } from '@caseloop/service';
import { COLUMNS, type Message, type Row, fromRow } from './message-rows.js';

const OF_CASE = `select ${COLUMNS} from messages
  where case_id = $1 and ($2::timestamptz is null or (planned_at, position) > ($2, $3::bigint))
  order by planned_at, position limit $4`;

const CALL_TASKS = `select ${COLUMNS} from messages
  where channel = 'callTask' and state = 'handedOver' and done_at is null
    and ($1::timestamptz is null or (planned_at, position) > ($1, $2::bigint))
  order by planned_at, position limit $3`;

const COMPLETE = `update messages set done_at = coalesce(done_at, $2), done_by = coalesce(done_by, $3)
  where id = $1 and channel = 'callTask' and state = 'handedOver' returning ${COLUMNS}`;

/** Where a list goes on: after the message planned then, at that position. */
export interface After {
  readonly plannedAt: number;
  readonly position: string;
}

/** Messages as they are looked at, and the calls a person has made. */
export class MessageListsRepository {
  async ofCase(db: Queryable, caseId: string, after: After | null, limit: number): Promise<Message[]> {
    return (await db.query<Row>(OF_CASE, [caseId, ...keyOf(after), limit])).rows.map(fromRow);
  }

  async openCallTasks(db: Queryable, after: After | null, limit: number): Promise<Message[]> {
    return (await db.query<Row>(CALL_TASKS, [...keyOf(after), limit])).rows.map(fromRow);
  }

  /** Says who called; the first one to say so stands. Null for an id that is no call task. */
  async completeCallTask(db: Queryable, id: string, by: string, now: number): Promise<Message | null> {
    const { rows } = await db.query<Row>(COMPLETE, [id, new Date(now), by]);
    return rows[0] === undefined ? null : fromRow(rows[0]);
  }
}

function keyOf(after: After | null): unknown[] {
  return after === null ? [null, null] : [new Date(after.plannedAt), after.position];
}
