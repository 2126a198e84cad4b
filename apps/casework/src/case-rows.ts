import type { CaseStatus, Outcome } from '@caseloop/contracts';
import type { CaseState } from './domain/case.js';
import { NO_WORK } from './domain/work.js';

/** The columns of `cases`, in the order in which they are read and written. */
export const CASE_COLUMNS = {
  id: 'uuid',
  number: 'text',
  request_id: 'uuid',
  unit: 'text',
  pack_name: 'text',
  pack_version: 'text',
  version: 'bigint',
  cycle: 'integer',
  status: 'text',
  outcome: 'text',
  type: 'text',
  urgency: 'text',
  team: 'text',
  holder: 'text',
  customer_id: 'uuid',
  partner: 'text',
  external_ref: 'text',
  order_no: 'text',
  opened_at: 'timestamptz',
  due_at: 'timestamptz',
  state: 'jsonb',
  personal: 'jsonb',
} as const;

/** What of a state has columns of its own; the rest is the document in `state`. */
type InColumns =
  | 'id'
  | 'number'
  | 'requestId'
  | 'unit'
  | 'pack'
  | 'version'
  | 'cycle'
  | 'status'
  | 'outcome'
  | 'type'
  | 'urgency'
  | 'team'
  | 'holder'
  | 'openedAt'
  | 'personal';

/** A row as `pg` reads it: bigint as text, timestamptz as Date, jsonb parsed. */
export interface CaseRow {
  readonly id: string;
  readonly number: string;
  readonly request_id: string;
  readonly unit: string;
  readonly pack_name: string;
  readonly pack_version: string;
  readonly version: string;
  readonly cycle: number;
  readonly status: CaseStatus;
  readonly outcome: Outcome | null;
  readonly type: string;
  readonly urgency: string;
  readonly team: string | null;
  readonly holder: string | null;
  readonly opened_at: Date;
  readonly state: Omit<CaseState, InColumns>;
  readonly personal: CaseState['personal'];
}

/** A case and the instant at which time has something to do with it, epoch milliseconds. */
export interface StoredCase {
  readonly state: CaseState;
  readonly dueAt: number | null;
}

export function stateOf(row: CaseRow): CaseState {
  return {
    ...NO_WORK,
    ...row.state,
    id: row.id,
    number: row.number,
    requestId: row.request_id,
    unit: row.unit,
    pack: { name: row.pack_name, version: row.pack_version },
    version: Number(row.version),
    cycle: row.cycle,
    status: row.status,
    outcome: row.outcome,
    type: row.type,
    urgency: row.urgency,
    team: row.team,
    holder: row.holder,
    openedAt: row.opened_at.getTime(),
    personal: row.personal,
  };
}

/** The values of a row in the order of `CASE_COLUMNS`. */
export function valuesOf({ state, dueAt }: StoredCase): readonly unknown[] {
  const { id, number, requestId, unit, pack, version, cycle, status, outcome, ...more } = state;
  const { type, urgency, team, holder, openedAt, personal, ...rest } = more;
  const { customer, partner, externalRef, orderNo } = rest.origin;
  return [
    id,
    number,
    requestId,
    unit,
    pack.name,
    pack.version,
    version,
    cycle,
    status,
    outcome,
    type,
    urgency,
    team,
    holder,
    customer.id,
    partner,
    externalRef ?? null,
    orderNo ?? null,
    new Date(openedAt),
    dueAt === null ? null : new Date(dueAt),
    JSON.stringify(rest),
    personal === null ? null : JSON.stringify(personal),
  ];
}
