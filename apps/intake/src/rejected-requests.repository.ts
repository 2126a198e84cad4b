import type { Transaction } from '@caseloop/messaging';
import type { Queryable } from '@caseloop/service';
import { formatInstant } from '@caseloop/service-time';
import type { ProblemDocument } from './domain/problem.js';
import type { TransportName } from './domain/submission.js';
import { CONTENT_TYPE_CHARS_MAX, RAW_BYTES_KEPT_MAX } from './limits.js';

/** What was sent, as it was sent. */
export interface RawMessage {
  readonly bytes: Buffer;
  readonly contentType: string;
}

/** What was sent, to be kept: its type is a sender's own words, and the database takes neither NUL nor any length. */
export function rawMessage(bytes: Buffer, contentType: string): RawMessage {
  return { bytes, contentType: contentType.replace(/\p{Cc}/gu, '?').slice(0, CONTENT_TYPE_CHARS_MAX) };
}

export interface RejectedRow {
  readonly id: string;
  readonly partner: string;
  readonly transport: TransportName;
  readonly key: string | null;
  readonly problem: ProblemDocument;
  readonly raw: RawMessage;
}

export const REJECTED_STATES = ['open', 'resubmitted', 'discarded'] as const;
export type RejectedState = (typeof REJECTED_STATES)[number];

export interface RejectedView {
  readonly id: string;
  readonly partner: string;
  readonly transport: TransportName;
  readonly key: string | null;
  readonly receivedAt: string;
  readonly state: RejectedState;
  readonly problem: ProblemDocument;
  readonly settledAt: string | null;
  readonly settledBy: string | null;
  readonly resubmittedAs: string | null;
  /** Why it was discarded. */
  readonly note: string | null;
}

export interface StoredRejection extends RejectedView {
  readonly raw: RawMessage;
  readonly isTruncated: boolean;
}

interface Row {
  readonly id: string;
  readonly partner: string;
  readonly transport: TransportName;
  readonly key: string | null;
  readonly received_at: Date;
  readonly state: RejectedState;
  readonly problem: ProblemDocument;
  readonly settled_at: Date | null;
  readonly settled_by: string | null;
  readonly resubmitted_as: string | null;
  readonly note: string | null;
}

/** What was done about a rejection, by whom, when. */
export interface Settlement {
  readonly state: 'resubmitted' | 'discarded';
  readonly by: string;
  readonly at: number;
  readonly as?: string;
  readonly note?: string;
}

export interface Sweep {
  /** Epoch milliseconds. */
  readonly before: number;
  readonly kept: number;
  readonly limit: number;
}

const COLUMNS =
  'id, partner, transport, key, received_at, state, problem, settled_at, settled_by, resubmitted_as, note';

/** Every statement on `rejected_requests`. */
export class RejectedRequestsRepository {
  constructor(private readonly db: Queryable) {}

  async insert(tx: Transaction, rows: readonly RejectedRow[], receivedAt: number): Promise<void> {
    if (rows.length === 0) return;
    await tx.prepared(
      'rejected_requests_insert',
      `insert into rejected_requests (id, partner, transport, key, received_at, problem, raw, raw_truncated, content_type, state)
       select id, partner, transport, key, $9, problem, raw, raw_truncated, content_type, 'open'
       from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::bytea[], $7::boolean[], $8::text[])
         as given (id, partner, transport, key, problem, raw, raw_truncated, content_type)`,
      [
        rows.map(({ id }) => id),
        rows.map(({ partner }) => partner),
        rows.map(({ transport }) => transport),
        rows.map(({ key }) => key),
        rows.map(({ problem }) => JSON.stringify(problem)),
        rows.map(({ raw }) => raw.bytes.subarray(0, RAW_BYTES_KEPT_MAX)),
        rows.map(({ raw }) => raw.bytes.length > RAW_BYTES_KEPT_MAX),
        rows.map(({ raw }) => raw.contentType),
        formatInstant(receivedAt),
      ],
    );
  }

  async get(id: string): Promise<StoredRejection | null> {
    const { rows } = await this.db.query<Row & { raw: Buffer; raw_truncated: boolean; content_type: string }>(
      `select ${COLUMNS}, raw, raw_truncated, content_type from rejected_requests where id = $1`,
      [id],
    );
    const row = rows[0];
    if (row === undefined) return null;
    const raw = { bytes: row.raw, contentType: row.content_type };
    return { ...viewOf(row), raw, isTruncated: row.raw_truncated };
  }

  /** Newest first. One row more than `limit`. */
  async list(filter: {
    readonly state: RejectedState | null;
    readonly after: string | null;
    readonly limit: number;
  }): Promise<RejectedView[]> {
    const { rows } = await this.db.query<Row>(
      `select ${COLUMNS} from rejected_requests
       where ($1::text is null or state = $1) and ($2::uuid is null or id < $2)
       order by id desc limit $3`,
      [filter.state, filter.after, filter.limit + 1],
    );
    return rows.map(viewOf);
  }

  /** When the oldest one came in, epoch milliseconds; null when there is none. */
  async oldestReceivedAt(): Promise<number | null> {
    const { rows } = await this.db.query<{ received_at: Date }>(
      'select received_at from rejected_requests order by id limit 1',
    );
    return rows[0]?.received_at.getTime() ?? null;
  }

  /**
   * Takes away what came in until `before` and what is not among the `kept` newest, with its receipt; at most `limit`
   * of each. How many are gone. Ids follow time closely enough to look at the ends of the table only.
   */
  async sweep({ before, kept, limit }: Sweep): Promise<number> {
    const { rows } = await this.db.query(
      `with oldest as (select id, received_at from rejected_requests order by id limit $3),
         surplus as (select id from rejected_requests order by id desc offset $2 limit $3),
         swept as (
           delete from rejected_requests where id in (
             select id from rejected_requests
             where id in (select id from oldest where received_at <= $1 union all select id from surplus)
             for update skip locked)
           returning id),
         receipts as (
           delete from requests using swept where requests.id = swept.id and requests.status = 'rejected')
       select id from swept`,
      [formatInstant(before), kept, limit],
    );
    return rows.length;
  }

  /** Settles what is open; false when somebody else has settled it. */
  async settle(id: string, { state, by, at, as, note }: Settlement): Promise<boolean> {
    const { rows } = await this.db.query(
      `update rejected_requests
       set state = $2, settled_by = $3, settled_at = $4, resubmitted_as = $5, note = $6
       where id = $1 and state = 'open' returning id`,
      [id, state, by, formatInstant(at), as ?? null, note ?? null],
    );
    return rows.length === 1;
  }
}

function viewOf(row: Row): RejectedView {
  return {
    id: row.id,
    partner: row.partner,
    transport: row.transport,
    key: row.key,
    receivedAt: row.received_at.toISOString(),
    state: row.state,
    problem: row.problem,
    settledAt: row.settled_at?.toISOString() ?? null,
    settledBy: row.settled_by,
    resubmittedAs: row.resubmitted_as,
    note: row.note,
  };
}
