import type { CaseStatus } from '@caseloop/contracts';
import type { Transaction } from '@caseloop/messaging';
import type { Queryable } from '@caseloop/service';
import { formatInstant } from '@caseloop/service-time';
import type { KnownRequest } from './domain/decide-batch.js';
import type { AcceptedReceipt, Receipt } from './domain/receipt.js';
import type { TransportName } from './domain/submission.js';

/** A request as it is stored: who sent what under which key, and how it was answered. */
export interface RequestRow {
  readonly id: string;
  readonly partner: string;
  readonly key: string | null;
  readonly bodyHash: string | null;
  readonly transport: TransportName;
  readonly receipt: Receipt;
  readonly duplicateOf: string | null;
  readonly externalRef: string | null;
  readonly unit: string | null;
  readonly customerId: string | null;
  readonly body: object | null;
  readonly personal: object | null;
}

/** A request as `GET /v1/requests` tells it. */
export interface RequestView {
  readonly id: string;
  readonly partner: string;
  readonly transport: TransportName;
  readonly receivedAt: string;
  readonly externalRef: string | null;
  readonly caseStatus: CaseStatus | null;
  readonly receipt: Receipt;
}

interface Found {
  readonly partner: string;
  readonly key: string | null;
  readonly external_ref: string | null;
  readonly id: string;
  readonly body_hash: string;
  readonly receipt: AcceptedReceipt;
  readonly received_at: Date;
}

export interface FoundRequest extends KnownRequest {
  readonly partner: string;
  readonly key: string | null;
  readonly externalRef: string | null;
  readonly receivedAt: number;
}

/** A name of a partner's: a key or an external reference. */
export interface PartnerName {
  readonly partner: string;
  readonly name: string;
}

const FIND_BY_KEY = `
select r.partner, r.key, r.external_ref, r.id, r.body_hash, r.receipt, r.received_at
from unnest($1::text[], $2::text[]) as wanted (partner, key)
join requests r on r.partner = wanted.partner and r.key = wanted.key`;

const FIND_BY_REFERENCE = `
select r.partner, r.key, r.external_ref, r.id, r.body_hash, r.receipt, r.received_at
from unnest($1::text[], $2::text[]) as wanted (partner, external_ref)
join requests r on r.partner = wanted.partner and r.external_ref = wanted.external_ref
where r.external_ref is not null and r.duplicate_of is null`;

const INSERT = `
insert into requests (id, partner, key, body_hash, transport, status, receipt, received_at, duplicate_of,
  external_ref, unit, customer_id, case_id, case_number, body, personal)
select id, partner, key, body_hash, transport, receipt->>'status', receipt, $14, duplicate_of, external_ref, unit,
  customer_id, case_id, case_number, body, personal
from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::uuid[], $8::text[], $9::text[],
  $10::uuid[], $11::uuid[], $12::text[], $13::jsonb[], $15::jsonb[])
  as given (id, partner, key, body_hash, transport, receipt, duplicate_of, external_ref, unit, customer_id, case_id,
    case_number, body, personal)
order by partner, key
on conflict do nothing`;

const SELECT_VIEW = `
select id, partner, transport, received_at, external_ref, case_status, receipt from requests`;

interface ViewRow {
  readonly id: string;
  readonly partner: string;
  readonly transport: TransportName;
  readonly received_at: Date;
  readonly external_ref: string | null;
  readonly case_status: CaseStatus | null;
  readonly receipt: Receipt;
}

/** Every statement on `requests`. */
export class RequestsRepository {
  constructor(private readonly db: Queryable) {}

  async findByKey(tx: Transaction, names: readonly PartnerName[]): Promise<FoundRequest[]> {
    return this.find(tx, 'requests_by_key', FIND_BY_KEY, names);
  }

  async findByReference(tx: Transaction, names: readonly PartnerName[]): Promise<FoundRequest[]> {
    return this.find(tx, 'requests_by_reference', FIND_BY_REFERENCE, names);
  }

  private async find(
    tx: Transaction,
    statement: string,
    text: string,
    names: readonly PartnerName[],
  ): Promise<FoundRequest[]> {
    if (names.length === 0) return [];
    const { rows } = await tx.prepared<Found>(statement, text, [
      names.map(({ partner }) => partner),
      names.map(({ name }) => name),
    ]);
    return rows.map((row) => ({
      requestId: row.id,
      partner: row.partner,
      key: row.key,
      externalRef: row.external_ref,
      bodyHash: row.body_hash,
      receipt: row.receipt,
      receivedAt: row.received_at.getTime(),
    }));
  }

  /** Gives keys free whose time is over; what they were used for stays. */
  async releaseKeys(tx: Transaction, requestIds: readonly string[]): Promise<void> {
    if (requestIds.length === 0) return;
    await tx.query('update requests set key = null where id = any($1::uuid[])', [requestIds]);
  }

  /** Stores what was answered; how many rows went in is fewer than given when somebody else used a key meanwhile. */
  async insert(tx: Transaction, rows: readonly RequestRow[], receivedAt: number): Promise<number> {
    const accepted = rows.map(({ receipt }) => (receipt.status === 'accepted' ? receipt : null));
    const { rowCount } = await tx.prepared('requests_insert', INSERT, [
      rows.map(({ id }) => id),
      rows.map(({ partner }) => partner),
      rows.map(({ key }) => key),
      rows.map(({ bodyHash }) => bodyHash),
      rows.map(({ transport }) => transport),
      rows.map(({ receipt }) => JSON.stringify(receipt)),
      rows.map(({ duplicateOf }) => duplicateOf),
      rows.map(({ externalRef }) => externalRef),
      rows.map(({ unit }) => unit),
      rows.map(({ customerId }) => customerId),
      accepted.map((receipt) => receipt?.caseId ?? null),
      accepted.map((receipt) => receipt?.caseNumber ?? null),
      rows.map(({ body }) => (body === null ? null : JSON.stringify(body))),
      formatInstant(receivedAt),
      rows.map(({ personal }) => (personal === null ? null : JSON.stringify(personal))),
    ]);
    return rowCount;
  }

  /** What casework says of the cases, one row per case. */
  async setCaseStatus(tx: Transaction, cases: ReadonlyMap<string, CaseStatus>): Promise<void> {
    if (cases.size === 0) return;
    await tx.prepared(
      'requests_case_status',
      `update requests r set case_status = said.status
       from unnest($1::uuid[], $2::text[]) as said (case_id, status)
       where r.case_id = said.case_id and r.case_status is distinct from said.status`,
      [[...cases.keys()], [...cases.values()]],
    );
  }

  async get(id: string): Promise<RequestView | null> {
    const { rows } = await this.db.query<ViewRow>(`${SELECT_VIEW} where id = $1`, [id]);
    return rows[0] === undefined ? null : viewOf(rows[0]);
  }

  /** Newest first; a request that came again under another key is told once. One row more than `limit`. */
  async list(filter: {
    readonly status: string | null;
    readonly after: string | null;
    readonly limit: number;
  }): Promise<RequestView[]> {
    const { rows } = await this.db.query<ViewRow>(
      `${SELECT_VIEW}
       where duplicate_of is null and ($1::text is null or status = $1) and ($2::uuid is null or id < $2)
       order by id desc limit $3`,
      [filter.status, filter.after, filter.limit + 1],
    );
    return rows.map(viewOf);
  }
}

function viewOf(row: ViewRow): RequestView {
  return {
    id: row.id,
    partner: row.partner,
    transport: row.transport,
    receivedAt: row.received_at.toISOString(),
    externalRef: row.external_ref,
    caseStatus: row.case_status,
    receipt: row.receipt,
  };
}
