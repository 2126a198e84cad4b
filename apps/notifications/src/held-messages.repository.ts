import type { Transaction } from '@caseloop/messaging';
import type { Queryable } from '@caseloop/service';
import { HELD_BATCH } from './limits.js';
import type { Message } from './message-rows.js';

const RELEASE = `update messages set not_before = null where id in (
    select id from messages where not_before <= $1 order by not_before limit ${HELD_BATCH} for update skip locked
  ) returning id`;

/** Taken back before it left: the attempt did not happen. */
const HOLD = `update messages m set state = 'planned', attempts = m.attempts - 1, lease_until = null, left_at = null,
    not_before = h.not_before, reason = h.reason
  from unnest($1::uuid[], $2::timestamptz[], $3::text[]) as h (id, not_before, reason) where m.id = h.id`;

const LEFT = `select recipient_key, channel, left_at from messages
  where recipient_key = any($1::text[]) and left_at > $2 and id <> all($3::uuid[])`;

const SERIALIZE = `select pg_advisory_xact_lock(hashtext('notifications.caps'))`;

/** A message that has to wait, until when (epoch milliseconds), and why. */
export interface Held {
  readonly id: string;
  readonly until: number;
  readonly reason: string;
}

/** Messages that wait for a time, and what makes them wait. */
export class HeldMessagesRepository {
  /** Lets go of what is due; returns how many. */
  async release(tx: Transaction, now: number): Promise<number> {
    return (await tx.query(RELEASE, [new Date(now)])).rows.length;
  }

  async nextDueAt(db: Queryable): Promise<number | null> {
    const text = 'select not_before from messages where not_before is not null order by not_before limit 1';
    const { rows } = await db.query<{ not_before: Date }>(text);
    return rows[0]?.not_before.getTime() ?? null;
  }

  /** One sender counts at a time: two that counted at once would both find room for the last message. */
  async countAlone(tx: Transaction): Promise<void> {
    await tx.query(SERIALIZE);
  }

  /** When messages left for the recipients of these, by `keyOf`, since an instant; these themselves not counted. */
  async left(tx: Transaction, messages: readonly Message[], since: number): Promise<Map<string, number[]>> {
    const { rows } = await tx.prepared<{ recipient_key: string; channel: string; left_at: Date }>(
      'messages_left',
      LEFT,
      [
        [...new Set(messages.map(({ recipientKey }) => recipientKey))],
        new Date(since),
        messages.map(({ id }) => id),
      ],
    );
    const left = new Map<string, number[]>();
    for (const { recipient_key: recipientKey, channel, left_at: at } of rows) {
      const key = keyOf({ recipientKey, channel });
      left.set(key, [...(left.get(key) ?? []), at.getTime()]);
    }
    return left;
  }

  async hold(tx: Transaction, held: readonly Held[]): Promise<void> {
    if (held.length === 0) return;
    await tx.prepared('messages_hold', HOLD, [
      held.map(({ id }) => id),
      held.map(({ until }) => new Date(until)),
      held.map(({ reason }) => reason),
    ]);
  }
}

/** A recipient on a channel: what caps are counted by. */
export function keyOf({ recipientKey, channel }: { recipientKey: string; channel: string }): string {
  return JSON.stringify([recipientKey, channel]);
}
