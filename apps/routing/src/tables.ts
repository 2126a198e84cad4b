import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

const text: EntitySchemaColumnOptions = { type: 'text' };
const words: EntitySchemaColumnOptions = { type: 'text', array: true };
const instant: EntitySchemaColumnOptions = { type: 'timestamptz' };
const whole: EntitySchemaColumnOptions = { type: 'integer' };
const json: EntitySchemaColumnOptions = { type: 'jsonb' };
const optional = (column: EntitySchemaColumnOptions): EntitySchemaColumnOptions => ({
  ...column,
  nullable: true,
});
const key = (column: EntitySchemaColumnOptions, name: string): EntitySchemaColumnOptions => ({
  ...column,
  primary: true,
  primaryKeyConstraintName: name,
});

const teams = new EntitySchema({
  name: 'teams',
  columns: { id: key(text, 'teams_id_pk'), unit: optional(text), label: optional(json) },
});

const agents = new EntitySchema({
  name: 'agents',
  columns: {
    id: key(text, 'agents_id_pk'),
    name: optional(text),
    teams: words,
    roles: words,
    skills: words,
    languages: words,
    unit: optional(text),
    capacity: whole,
    presence: text,
    present_since: instant,
    idle_since: instant,
    declared_order: { ...whole, generated: 'increment' },
  },
  checks: [
    { name: 'agents_presence_check', expression: `presence in ('online', 'away', 'offline')` },
    { name: 'agents_capacity_check', expression: 'capacity >= 0' },
  ],
});

const routingCases = new EntitySchema({
  name: 'routing_cases',
  columns: {
    case_id: key({ type: 'uuid' }, 'routing_cases_case_id_pk'),
    unit: text,
    pack_name: text,
    pack_version: text,
    correlation_id: optional(text),
    opened_at: instant,
    status: text,
    urgency: text,
    urgency_rank: { type: 'smallint' },
    is_vip: { type: 'boolean' },
    customer_id: { type: 'uuid' },
    language: optional(text),
    input: json,
    supervisory_roles: words,
    team: optional(text),
    role: optional(text),
    skills: words,
    rule: optional(text),
    holder: optional(text),
    held_since: optional(instant),
    first_responsible: optional(text),
    declined_by: words,
    waiting_since: optional(instant),
    stalled_at: optional(instant),
    decisions: whole,
    number: optional(text),
  },
  checks: [{ name: 'routing_cases_waiting_check', expression: 'waiting_since is null or holder is null' }],
  indices: [
    {
      name: 'routing_cases_queue_idx',
      columns: ['team', 'urgency_rank', 'is_vip', 'opened_at'],
      where: 'waiting_since is not null',
    },
    {
      name: 'routing_cases_load_idx',
      columns: ['holder'],
      where: `status in ('registered', 'assigned', 'inProgress', 'waitingCustomer', 'waitingThirdParty')`,
    },
    { name: 'routing_cases_number_idx', columns: ['number'] },
    { name: 'routing_cases_customer_idx', columns: ['customer_id', 'held_since'] },
  ],
});

const routingDecisions = new EntitySchema({
  name: 'routing_decisions',
  columns: {
    id: key({ type: 'uuid' }, 'routing_decisions_id_pk'),
    case_id: { type: 'uuid' },
    n: whole,
    decided_at: instant,
    team: optional(text),
    holder: optional(text),
    reason: text,
    rule: optional(text),
    candidates: json,
    candidate_count: whole,
  },
  uniques: [{ name: 'routing_decisions_case_id_n_key', columns: ['case_id', 'n'] }],
});

/** Routing's own tables as TypeORM sees them: what the drift test compares the migrations with. */
export const tables = [teams, agents, routingCases, routingDecisions];
