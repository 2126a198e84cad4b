import type { Transaction } from '@caseloop/messaging';
import type { Queryable } from '@caseloop/service';
import type { Carrier } from './domain/carriers.js';
import { SEND_BATCH, SEND_LEASE_S } from './limits.js';
import {
  COLUMNS,
  type Message,
  type MessageState,
  type PlannedMessage,
  type Row,
  fromRow,
  toRow,
} from './message-rows.js';

/** What became of one attempt. `attempts` is the fence: a sender that lost its lease records nothing. */
export interface Outcome {
  readonly id: string;
  readonly attempts: number;
  readonly state: MessageState;
  readonly reason?: string;
  readonly reference?: string;
  /** Seconds until it may be tried again. */
  readonly retryInS?: number;
  /** Whether it may have reached the recipient: counted in what they were sent. */
  readonly left: boolean;
}

const ADD = `insert into messages (id, case_id, cause_id, recipient, channel, wanted_channel, template, language,
    subject, text, state, planned_at, state_at, attempts, reason, unit, correlation_id, traceparent,
    not_before, note, fallback_of, recipient_key)
  select id, case_id, cause_id, recipient, channel, wanted_channel, template, language,
    subject, text, state, $2, $2, 0, reason, unit, correlation_id, traceparent,
    not_before, note, fallback_of, recipient_key
  from jsonb_populate_recordset(null::messages, $1::jsonb)
  on conflict do nothing returning id`;

/** Leases run on the clock of the database: business time may be simulated, and processes disagree. */
const CLAIM = `update messages set state = 'sending', attempts = attempts + 1, state_at = $1,
    left_at = case when channel = any($2::text[]) then $1::timestamptz end,
    lease_until = clock_timestamp() + make_interval(secs => ${SEND_LEASE_S})
  where id in (
    select id from messages
    where state = 'planned' and not_before is null and channel <> all($3::text[])
      and (lease_until is null or lease_until <= clock_timestamp())
    order by planned_at, position limit ${SEND_BATCH} for update skip locked
  ) returning ${COLUMNS}`;

const EXPIRED = `select ${COLUMNS} from messages
  where state = 'sending' and not_before is null and lease_until < clock_timestamp()
  order by lease_until limit ${SEND_BATCH} for update skip locked`;

const RECORD = `update messages m set state = o.state, state_at = $2, reason = o.reason, reference = o.reference,
    lease_until = clock_timestamp() + make_interval(secs => o.retry_in_s),
    left_at = case when o."left" then m.left_at end
  from jsonb_to_recordset($1::jsonb)
    as o (id uuid, attempts integer, state text, reason text, reference text, retry_in_s double precision,
      "left" boolean)
  where m.id = o.id and m.state = 'sending' and m.attempts = o.attempts
  returning m.id`;

const TRIED = `select m.id, array_agg(t.channel) as tried from messages m
  join messages t on t.cause_id = m.cause_id and t.recipient = m.recipient and t.template = m.template
  where m.id = any($1::uuid[]) group by m.id`;

const PENDING = `select
  (select count(*) from messages where state = 'planned' and not_before is null)::integer +
  (select count(*) from messages where state = 'sending' and not_before is null)::integer as pending`;

export class MessagesRepository {
  /** Stores what is not there yet; returns the ids of the new ones. */
  async add(tx: Transaction, messages: readonly PlannedMessage[], now: number): Promise<Set<string>> {
    if (messages.length === 0) return new Set();
    const { rows } = await tx.prepared<{ id: string }>('messages_add', ADD, [
      JSON.stringify(messages.map(toRow)),
      new Date(now),
    ]);
    return new Set(rows.map(({ id }) => id));
  }

  /**
   * Takes planned messages for sending, none of those over the carriers in `except`: committed before any of them
   * leaves. What goes over one of `counted` counts from now on in what its recipient was sent.
   */
  async claim(
    tx: Transaction,
    now: number,
    counted: readonly Carrier[],
    except: readonly Carrier[],
  ): Promise<Message[]> {
    const { rows } = await tx.prepared<Row>('messages_claim', CLAIM, [new Date(now), counted, except]);
    return rows.map(fromRow);
  }

  /** Messages whose sender never said what became of them. */
  async expired(tx: Transaction): Promise<Message[]> {
    return (await tx.prepared<Row>('messages_expired', EXPIRED)).rows.map(fromRow);
  }

  /** Writes down what became of attempts; returns the ids of those that were still its sender's. */
  async record(tx: Transaction, outcomes: readonly Outcome[], now: number): Promise<Set<string>> {
    const rows = outcomes.map(({ id, attempts, state, reason, reference, retryInS, left }) => ({
      ...{ id, attempts, state, reason, reference, left },
      retry_in_s: retryInS,
    }));
    const recorded = await tx.prepared<{ id: string }>('messages_record', RECORD, [
      JSON.stringify(rows),
      new Date(now),
    ]);
    return new Set(recorded.rows.map(({ id }) => id));
  }

  /** The carriers a text was given to for its recipient, by the id of each message; its own is one of them. */
  async tried(tx: Transaction, messages: readonly Message[]): Promise<Map<string, Set<Carrier>>> {
    const { rows } = await tx.prepared<{ id: string; tried: Carrier[] }>('messages_tried', TRIED, [
      messages.map(({ id }) => id),
    ]);
    return new Map(rows.map(({ id, tried }) => [id, new Set(tried)]));
  }

  async pending(db: Queryable): Promise<number> {
    return (await db.query<{ pending: number }>(PENDING)).rows[0]!.pending;
  }
}
