import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

const text: EntitySchemaColumnOptions = { type: 'text' };
const uuid: EntitySchemaColumnOptions = { type: 'uuid' };
const timestamptz: EntitySchemaColumnOptions = { type: 'timestamptz' };

function optional(column: EntitySchemaColumnOptions): EntitySchemaColumnOptions {
  return { ...column, nullable: true };
}

const cases = new EntitySchema({
  name: 'cases',
  columns: {
    id: { ...uuid, primary: true, primaryKeyConstraintName: 'cases_pkey' },
    number: text,
    request_id: uuid,
    unit: text,
    pack_name: text,
    pack_version: text,
    version: { type: 'bigint' },
    cycle: { type: 'integer' },
    status: text,
    outcome: optional(text),
    type: text,
    urgency: text,
    team: optional(text),
    holder: optional(text),
    customer_id: uuid,
    partner: text,
    external_ref: optional(text),
    order_no: optional(text),
    opened_at: timestamptz,
    due_at: optional(timestamptz),
    state: { type: 'jsonb' },
    personal: { type: 'jsonb', nullable: true },
  },
  uniques: [{ name: 'cases_number_key', columns: ['number'] }],
  indices: [
    { name: 'cases_opened_at_idx', columns: ['opened_at', 'id'] },
    { name: 'cases_status_idx', columns: ['status', 'opened_at', 'id'] },
    { name: 'cases_team_idx', columns: ['team', 'opened_at', 'id'] },
    { name: 'cases_holder_idx', columns: ['holder', 'opened_at', 'id'] },
    { name: 'cases_customer_id_idx', columns: ['customer_id', 'opened_at', 'id'] },
    { name: 'cases_external_ref_idx', columns: ['external_ref'], where: '"external_ref" IS NOT NULL' },
    { name: 'cases_order_no_idx', columns: ['order_no'], where: '"order_no" IS NOT NULL' },
    { name: 'cases_due_at_idx', columns: ['due_at'], where: '"due_at" IS NOT NULL' },
  ],
});

const caseClocks = new EntitySchema({
  name: 'case_clocks',
  columns: {
    clock_id: { ...uuid, primary: true, primaryKeyConstraintName: 'case_clocks_pkey' },
    case_id: uuid,
    metric: text,
    breached_at: optional(timestamptz),
    state: text,
    due_at: optional(timestamptz),
  },
  indices: [{ name: 'case_clocks_case_id_idx', columns: ['case_id'] }],
});

/** The service's own tables as TypeORM knows them, for the test that migrations and entities agree. */
export const CASEWORK_TABLES: readonly EntitySchema[] = [cases, caseClocks];
