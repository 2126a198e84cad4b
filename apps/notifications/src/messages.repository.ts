import type { Language, TemplateName } from '@caseloop/contracts';
import type { Transaction } from '@caseloop/messaging';
import type { Queryable } from '@caseloop/service';
import type { Carrier } from './domain/carriers.js';
import { SEND_BATCH, SEND_LEASE_S } from './limits.js';

export type MessageState = 'planned' | 'sending' | 'handedOver' | 'failed' | 'unknown';

/** A message as it was planned: its text is frozen, whatever happens to the case or the pack afterwards. */
export interface PlannedMessage {
  readonly id: string;
  readonly caseId: string | null;
  /** The event it follows from, or the derived id of the reminder. */
  readonly causeId: string;
  readonly to: string;
  readonly channel: Carrier;
  readonly wantedChannel: string | null;
  readonly template: TemplateName;
  readonly language: Language;
  readonly subject: string | null;
  readonly text: string;
  readonly unit: string | null;
  readonly correlationId: string | null;
  readonly traceparent: string | null;
  /** Why it can never be sent: its text could not be made. Null otherwise. */
  readonly failure: string | null;
}

export interface Message extends PlannedMessage {
  readonly state: MessageState;
  readonly plannedAt: number;
  /** The order among messages planned in the same instant. */
  readonly position: string;
  readonly stateAt: number;
  readonly attempts: number;
  readonly reason: string | null;
  readonly doneAt: number | null;
  readonly doneBy: string | null;
}

/** What became of one attempt. `attempts` is the fence: a sender that lost its lease records nothing. */
export interface Outcome {
  readonly id: string;
  readonly attempts: number;
  readonly state: MessageState;
  readonly reason?: string;
  readonly reference?: string;
  /** Seconds until it may be tried again. */
  readonly retryInS?: number;
}

const COLUMNS = `id, case_id, cause_id, recipient, channel, wanted_channel, template, language, subject, text, state,
  planned_at, position, state_at, attempts, reason, unit, correlation_id, traceparent, done_at, done_by`;

const ADD = `insert into messages (id, case_id, cause_id, recipient, channel, wanted_channel, template, language,
    subject, text, state, planned_at, state_at, attempts, reason, unit, correlation_id, traceparent)
  select id, case_id, cause_id, recipient, channel, wanted_channel, template, language,
    subject, text, state, $2, $2, 0, reason, unit, correlation_id, traceparent
  from jsonb_populate_recordset(null::messages, $1::jsonb)
  on conflict do nothing returning id`;

/** Leases run on the clock of the database: business time may be simulated, and processes disagree. */
const CLAIM = `update messages set state = 'sending', attempts = attempts + 1, state_at = $1,
    lease_until = clock_timestamp() + make_interval(secs => ${SEND_LEASE_S})
  where id in (
    select id from messages
    where state = 'planned' and (lease_until is null or lease_until <= clock_timestamp())
    order by planned_at, position limit ${SEND_BATCH} for update skip locked
  ) returning ${COLUMNS}`;

const EXPIRED = `select ${COLUMNS} from messages
  where state = 'sending' and lease_until < clock_timestamp()
  order by planned_at, position limit ${SEND_BATCH} for update skip locked`;

const RECORD = `update messages m set state = o.state, state_at = $2, reason = o.reason, reference = o.reference,
    lease_until = clock_timestamp() + make_interval(secs => o.retry_in_s)
  from jsonb_to_recordset($1::jsonb)
    as o (id uuid, attempts integer, state text, reason text, reference text, retry_in_s double precision)
  where m.id = o.id and m.state = 'sending' and m.attempts = o.attempts
  returning m.id`;

const PENDING = `select count(*)::integer as pending from messages where state in ('planned', 'sending')`;

const OF_CASE = `select ${COLUMNS} from messages
  where case_id = $1 and ($2::timestamptz is null or (planned_at, position) > ($2, $3::bigint))
  order by planned_at, position limit $4`;

const CALL_TASKS = `select ${COLUMNS} from messages
  where channel = 'callTask' and state = 'handedOver' and done_at is null
    and ($1::timestamptz is null or (planned_at, position) > ($1, $2::bigint))
  order by planned_at, position limit $3`;

const COMPLETE = `update messages set done_at = coalesce(done_at, $2), done_by = coalesce(done_by, $3)
  where id = $1 and channel = 'callTask' and state = 'handedOver' returning ${COLUMNS}`;

interface Row {
  id: string;
  case_id: string | null;
  cause_id: string;
  recipient: string;
  channel: Carrier;
  wanted_channel: string | null;
  template: TemplateName;
  language: Language;
  subject: string | null;
  text: string;
  state: MessageState;
  planned_at: Date;
  /** A bigint, as text. */
  position: string;
  state_at: Date;
  attempts: number;
  reason: string | null;
  unit: string | null;
  correlation_id: string | null;
  traceparent: string | null;
  done_at: Date | null;
  done_by: string | null;
}

/** Where a list goes on: after the message planned then, at that position. */
export interface After {
  readonly plannedAt: number;
  readonly position: string;
}

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

  /** Takes planned messages for sending: committed before any of them leaves. */
  async claim(tx: Transaction, now: number): Promise<Message[]> {
    const { rows } = await tx.prepared<Row>('messages_claim', CLAIM, [new Date(now)]);
    return rows.map(fromRow);
  }

  /** Messages whose sender never said what became of them. */
  async expired(tx: Transaction): Promise<Message[]> {
    return (await tx.prepared<Row>('messages_expired', EXPIRED)).rows.map(fromRow);
  }

  /** Writes down what became of attempts; returns the ids of those that were still its sender's. */
  async record(tx: Transaction, outcomes: readonly Outcome[], now: number): Promise<Set<string>> {
    const rows = outcomes.map(({ id, attempts, state, reason, reference, retryInS }) => ({
      ...{ id, attempts, state, reason, reference },
      retry_in_s: retryInS,
    }));
    const recorded = await tx.prepared<{ id: string }>('messages_record', RECORD, [
      JSON.stringify(rows),
      new Date(now),
    ]);
    return new Set(recorded.rows.map(({ id }) => id));
  }

  async pending(db: Queryable): Promise<number> {
    return (await db.query<{ pending: number }>(PENDING)).rows[0]!.pending;
  }

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

function fromRow(row: Row): Message {
  return {
    id: row.id,
    caseId: row.case_id,
    causeId: row.cause_id,
    to: row.recipient,
    channel: row.channel,
    wantedChannel: row.wanted_channel,
    template: row.template,
    language: row.language,
    subject: row.subject,
    text: row.text,
    unit: row.unit,
    correlationId: row.correlation_id,
    traceparent: row.traceparent,
    failure: row.state === 'failed' ? row.reason : null,
    state: row.state,
    plannedAt: row.planned_at.getTime(),
    position: row.position,
    stateAt: row.state_at.getTime(),
    attempts: row.attempts,
    reason: row.reason,
    doneAt: row.done_at?.getTime() ?? null,
    doneBy: row.done_by,
  };
}

function toRow(message: PlannedMessage) {
  return {
    id: message.id,
    case_id: message.caseId,
    cause_id: message.causeId,
    recipient: message.to,
    channel: message.channel,
    wanted_channel: message.wantedChannel,
    template: message.template,
    language: message.language,
    subject: message.subject,
    text: message.text,
    state: message.failure === null ? 'planned' : 'failed',
    reason: message.failure,
    unit: message.unit,
    correlation_id: message.correlationId,
    traceparent: message.traceparent,
  };
}
