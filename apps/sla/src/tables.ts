import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

/** The tables as TypeORM sees them, for the test that migrations and entities agree: at run time SQL goes through `pg`. */
const text: EntitySchemaColumnOptions = { type: 'text' };
const uuid: EntitySchemaColumnOptions = { type: 'uuid' };
const instant: EntitySchemaColumnOptions = { type: 'timestamptz' };
const whole: EntitySchemaColumnOptions = { type: 'integer' };
const bigint: EntitySchemaColumnOptions = { type: 'bigint' };
const json: EntitySchemaColumnOptions = { type: 'jsonb' };
const yesNo: EntitySchemaColumnOptions = { type: 'boolean' };

function optional(column: EntitySchemaColumnOptions): EntitySchemaColumnOptions {
  return { ...column, nullable: true };
}

function keyOf(constraint: string, column: EntitySchemaColumnOptions): EntitySchemaColumnOptions {
  return { ...column, primary: true, primaryKeyConstraintName: constraint };
}

const FACTS_KEY = 'case_facts_case_id_source_sequence_pk';

const clockCases = new EntitySchema({
  name: 'clock_cases',
  columns: {
    case_id: keyOf('clock_cases_case_id_pk', uuid),
    pack_name: text,
    pack_version: text,
    unit: text,
    correlation_id: optional(text),
    next_fire_at: optional(instant),
    is_held: yesNo,
    number: optional(text),
    ended_at: optional(instant),
  },
  indices: [
    { name: 'clock_cases_number_idx', columns: ['number'] },
    { name: 'clock_cases_pack_name_idx', columns: ['pack_name', 'case_id', 'ended_at'] },
    { name: 'clock_cases_next_fire_at_idx', columns: ['next_fire_at'], where: '"next_fire_at" IS NOT NULL' },
  ],
});

const caseFacts = new EntitySchema({
  name: 'case_facts',
  columns: {
    case_id: keyOf(FACTS_KEY, uuid),
    source: keyOf(FACTS_KEY, text),
    sequence: keyOf(FACTS_KEY, bigint),
    type: text,
    happened_at: instant,
    data: json,
  },
});

const clocks = new EntitySchema({
  name: 'clocks',
  columns: {
    id: keyOf('clocks_id_pk', uuid),
    case_id: uuid,
    metric: text,
    definition: text,
    cycle: whole,
    n: whole,
    per_key: optional(text),
    state: text,
    started_at: instant,
    due_at: optional(instant),
    original_due_at: optional(instant),
    ended_at: optional(instant),
    target: text,
    target_ms: optional(bigint),
    calendar: optional(text),
    is_provisional: yesNo,
    pauses: json,
    fired: json,
    revision: whole,
    attached_at: instant,
    next_fire_at: optional(instant),
    is_retracted: yesNo,
    pack_version: text,
    extended_to: optional(instant),
    unextended_due_at: optional(instant),
    acknowledged: json,
  },
  checks: [
    {
      name: 'clocks_state_check',
      expression: `state in ('running', 'paused', 'met', 'breached', 'fulfilledLate', 'cancelled', 'superseded')`,
    },
    { name: 'clocks_ended_check', expression: 'ended_at is null or next_fire_at is null' },
  ],
  indices: [
    { name: 'clocks_case_id_idx', columns: ['case_id'] },
    { name: 'clocks_state_due_at_idx', columns: ['state', 'due_at', 'id'] },
    { name: 'clocks_due_at_idx', columns: ['due_at', 'id'] },
  ],
});

const CHANGES_KEY = 'pack_changes_pack_name_sequence_pk';

const packChanges = new EntitySchema({
  name: 'pack_changes',
  columns: {
    pack_name: keyOf(CHANGES_KEY, text),
    sequence: keyOf(CHANGES_KEY, bigint),
    version: text,
    effective_at: instant,
    event_id: uuid,
    after_case_id: optional(uuid),
    is_done: yesNo,
  },
  indices: [{ name: 'pack_changes_open_idx', columns: ['effective_at'], where: 'NOT "is_done"' }],
});

export const tables: readonly EntitySchema[] = [clockCases, caseFacts, clocks, packChanges];
