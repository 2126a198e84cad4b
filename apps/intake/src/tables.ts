import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

/** The tables as TypeORM sees them, for the drift test alone: at run time SQL goes through `pg`. */
const text: EntitySchemaColumnOptions = { type: 'text' };
const uuid: EntitySchemaColumnOptions = { type: 'uuid' };
const jsonb: EntitySchemaColumnOptions = { type: 'jsonb' };
const timestamptz: EntitySchemaColumnOptions = { type: 'timestamptz' };

function keyOf(constraint: string, column: EntitySchemaColumnOptions): EntitySchemaColumnOptions {
  return { ...column, primary: true, primaryKeyConstraintName: constraint };
}

function optional(column: EntitySchemaColumnOptions): EntitySchemaColumnOptions {
  return { ...column, nullable: true };
}

const requests = new EntitySchema({
  name: 'requests',
  columns: {
    id: keyOf('requests_id_pkey', uuid),
    partner: text,
    key: optional(text),
    body_hash: optional(text),
    transport: text,
    status: text,
    receipt: jsonb,
    received_at: timestamptz,
    duplicate_of: optional(uuid),
    external_ref: optional(text),
    unit: optional(text),
    customer_id: optional(uuid),
    case_id: optional(uuid),
    case_number: optional(text),
    case_status: optional(text),
    body: optional(jsonb),
    personal: optional(jsonb),
  },
  checks: [
    { name: 'requests_status_check', expression: "status IN ('accepted', 'rejected')" },
    { name: 'requests_transport_check', expression: "transport IN ('http', 'amqp')" },
  ],
  indices: [
    {
      name: 'requests_partner_key_uidx',
      columns: ['partner', 'key'],
      unique: true,
    },
    {
      name: 'requests_partner_external_ref_uidx',
      columns: ['partner', 'external_ref'],
      unique: true,
      where: 'external_ref IS NOT NULL AND duplicate_of IS NULL',
    },
    { name: 'requests_case_id_idx', columns: ['case_id'], where: 'case_id IS NOT NULL' },
    { name: 'requests_status_id_idx', columns: ['status', 'id'] },
  ],
});

const rejectedRequests = new EntitySchema({
  name: 'rejected_requests',
  columns: {
    id: keyOf('rejected_requests_id_pkey', uuid),
    partner: text,
    transport: text,
    key: optional(text),
    received_at: timestamptz,
    problem: jsonb,
    raw: { type: 'bytea' },
    raw_truncated: { type: 'boolean' },
    content_type: text,
    state: text,
    settled_at: optional(timestamptz),
    settled_by: optional(text),
    resubmitted_as: optional(uuid),
    note: optional(text),
  },
  checks: [
    { name: 'rejected_requests_state_check', expression: "state IN ('open', 'resubmitted', 'discarded')" },
  ],
  indices: [{ name: 'rejected_requests_state_id_idx', columns: ['state', 'id'] }],
});

const customers = new EntitySchema({
  name: 'customers',
  columns: {
    id: keyOf('customers_id_pkey', uuid),
    traits: jsonb,
    personal: optional(jsonb),
    created_at: timestamptz,
    updated_at: timestamptz,
  },
});

const customerIdentifiers = new EntitySchema({
  name: 'customer_identifiers',
  columns: {
    kind: keyOf('customer_identifiers_kind_scope_value_pkey', text),
    scope: keyOf('customer_identifiers_kind_scope_value_pkey', text),
    value: keyOf('customer_identifiers_kind_scope_value_pkey', text),
    customer_id: uuid,
  },
  foreignKeys: [
    {
      name: 'customer_identifiers_customer_id_fkey',
      target: 'customers',
      columnNames: ['customer_id'],
      referencedColumnNames: ['id'],
    },
  ],
  indices: [{ name: 'customer_identifiers_customer_id_idx', columns: ['customer_id'] }],
});

const numberCounters = new EntitySchema({
  name: 'number_counters',
  columns: { prefix: keyOf('number_counters_prefix_pkey', text), last: { type: 'bigint' } },
});

const partners = new EntitySchema({
  name: 'partners',
  columns: { id: keyOf('partners_id_pkey', text), default_pack: optional(text), unit: optional(text) },
});

const packs = new EntitySchema({
  name: 'packs',
  columns: {
    name: keyOf('packs_name_version_pkey', text),
    version: keyOf('packs_name_version_pkey', text),
    unit: text,
    title: jsonb,
    files: jsonb,
    created_at: timestamptz,
  },
});

const packApplications = new EntitySchema({
  name: 'pack_applications',
  columns: {
    id: keyOf('pack_applications_id_pkey', uuid),
    name: text,
    version: text,
    applied_to: text,
    applied_at: timestamptz,
    applied_by: text,
  },
  checks: [{ name: 'pack_applications_applied_to_check', expression: "applied_to IN ('new', 'open')" }],
  foreignKeys: [
    {
      name: 'pack_applications_name_version_fkey',
      target: 'packs',
      columnNames: ['name', 'version'],
      referencedColumnNames: ['name', 'version'],
    },
  ],
  indices: [{ name: 'pack_applications_name_id_idx', columns: ['name', 'id'] }],
});

const packsInForce = new EntitySchema({
  name: 'packs_in_force',
  columns: {
    name: keyOf('packs_in_force_name_pkey', text),
    version: text,
    unit: text,
    first_applied_at: timestamptz,
    application_id: uuid,
  },
});

export const tables: readonly EntitySchema[] = [
  requests,
  rejectedRequests,
  customers,
  customerIdentifiers,
  numberCounters,
  partners,
  packs,
  packApplications,
  packsInForce,
] as const;
