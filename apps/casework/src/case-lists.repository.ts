import type { CaseStatus } from '@caseloop/contracts';
import type { Pool } from 'pg';
import { CASE_COLUMNS, type CaseRow, stateOf } from './case-rows.js';
import { byRef } from './cases.repository.js';
import type { CaseState } from './domain/case.js';

const SELECT = `select ${Object.keys(CASE_COLUMNS).join(', ')} from cases`;

/** What a list of cases may be narrowed by; `q` is a case number, an order number or the partner's own number. */
export interface CaseFilter {
  readonly status?: CaseStatus;
  readonly type?: string;
  readonly urgency?: string;
  readonly team?: string;
  readonly holder?: string;
  readonly customer?: string;
  readonly q?: string;
}
/** Where a list goes on: after the case opened at `openedAt` (epoch milliseconds) with this id. */
export interface CasePosition {
  readonly openedAt: number;
  readonly id: string;
}

/** One event of a case as it was recorded. */
export interface TimelineRow {
  readonly sequence: number;
  readonly type: string;
  readonly time: string;
  readonly recordedat: string;
  readonly data: { readonly by: unknown; readonly personal?: unknown };
}

const FILTERS: Readonly<Record<keyof CaseFilter, (parameter: string) => string>> = {
  status: (parameter) => `status = ${parameter}`,
  type: (parameter) => `type = ${parameter}`,
  urgency: (parameter) => `urgency = ${parameter}`,
  team: (parameter) => `team = ${parameter}`,
  holder: (parameter) => `holder = ${parameter}`,
  customer: (parameter) => `customer_id = ${parameter}::uuid`,
  q: (parameter) => `(number = ${parameter} or order_no = ${parameter} or external_ref = ${parameter})`,
};

/** Cases as they are looked at. */
export class CaseListsRepository {
  constructor(private readonly pool: Pool) {}

  async find(idOrNumber: string): Promise<CaseState | null> {
    const { rows } = await this.pool.query<CaseRow>(`${SELECT} where ${byRef(idOrNumber)}`, [idOrNumber]);
    return rows[0] === undefined ? null : stateOf(rows[0]);
  }

  /** Up to `limit + 1` cases, so that the caller sees whether there are more. */
  async list(
    filter: CaseFilter,
    newestFirst: boolean,
    after: CasePosition | null,
    limit: number,
  ): Promise<CaseState[]> {
    const values: unknown[] = [];
    const parameter = (value: unknown) => `$${values.push(value)}`;
    const conditions = Object.entries(filter)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => FILTERS[name as keyof CaseFilter](parameter(value)));
    const [compare, order] = newestFirst ? ['<', 'desc'] : ['>', 'asc'];
    if (after !== null) {
      const position = `(${parameter(new Date(after.openedAt))}::timestamptz, ${parameter(after.id)}::uuid)`;
      conditions.push(`(opened_at, id) ${compare} ${position}`);
    }
    const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
    const text = `${SELECT} ${where} order by opened_at ${order}, id ${order} limit ${parameter(limit + 1)}`;
    const { rows } = await this.pool.query<CaseRow>(text, values);
    return rows.map(stateOf);
  }

  /** What happened to a case, read from the log of what this service has published; up to `limit + 1` events. */
  async timeline(caseId: string, afterSequence: number, limit: number): Promise<TimelineRow[]> {
    const { rows } = await this.pool.query<{ sequence: string; envelope: Omit<TimelineRow, 'sequence'> }>(
      `select sequence, envelope from published_event
       where source = 'caseloop/casework' and subject = $1 and sequence > $2
       order by sequence limit $3`,
      [caseId, afterSequence, limit + 1],
    );
    return rows.map(({ sequence, envelope }) => ({ ...envelope, sequence: Number(sequence) }));
  }
}
