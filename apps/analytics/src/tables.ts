import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

type Columns = Record<string, EntitySchemaColumnOptions>;

const text: EntitySchemaColumnOptions = { type: 'text' };
const optionalText: EntitySchemaColumnOptions = { type: 'text', nullable: true };
const uuid: EntitySchemaColumnOptions = { type: 'uuid' };
const count: EntitySchemaColumnOptions = { type: 'integer' };
const instant: EntitySchemaColumnOptions = { type: 'timestamptz' };
const optionalInstant: EntitySchemaColumnOptions = { type: 'timestamptz', nullable: true };

function fact(name: string, key: string, columns: Columns, indexed: readonly string[]): EntitySchema {
  return new EntitySchema({
    name,
    columns: {
      [key]: { type: 'uuid', primary: true, primaryKeyConstraintName: `${name}_pk` },
      ...columns,
    },
    indices: indexed.map((column) => ({ name: `${name}_${column}_idx`, columns: [column] })),
  });
}

export const tables: readonly EntitySchema[] = [
  fact(
    'fact_requests',
    'request_id',
    {
      ...{ partner: text, status: text, code: optionalText, transport: optionalText },
      ...{ case_id: { type: 'uuid', nullable: true }, received_at: instant },
    },
    ['received_at'],
  ),
  fact(
    'fact_cases',
    'case_id',
    {
      ...{
        number: text,
        unit: text,
        pack_name: text,
        pack_version: text,
        source: text,
        channel: text,
        partner: text,
      },
      ...{
        type: text,
        urgency: text,
        is_urgent: { type: 'boolean' },
        team: optionalText,
        holder: optionalText,
      },
      ...{
        customer_id: uuid,
        customer_class: optionalText,
        member_tier: optionalText,
        industry: optionalText,
      },
      ...{ region: optionalText, product_name: optionalText, product_module: optionalText },
      ...{
        status: text,
        cycle: count,
        outcome: optionalText,
        opened_at: instant,
        first_contact_at: optionalInstant,
      },
      ...{
        first_resolved_at: optionalInstant,
        last_resolved_at: optionalInstant,
        confirmed_at: optionalInstant,
      },
      ...{
        closed_at: optionalInstant,
        archived_at: optionalInstant,
        transfer_count: count,
        escalation_count: count,
      },
    },
    ['opened_at', 'first_resolved_at'],
  ),
  fact(
    'fact_clocks',
    'clock_id',
    {
      ...{
        case_id: uuid,
        metric: text,
        definition: text,
        pack_name: text,
        pack_version: text,
        cycle: count,
        n: count,
      },
      ...{
        state: text,
        target: text,
        started_at: instant,
        due_at: optionalInstant,
        ended_at: optionalInstant,
      },
      ...{
        breached_at: optionalInstant,
        decided_at: optionalInstant,
        elapsed_ms: { type: 'bigint', nullable: true },
      },
    },
    ['case_id', 'decided_at'],
  ),
  fact(
    'fact_notifications',
    'message_id',
    {
      ...{
        case_id: { type: 'uuid', nullable: true },
        recipient: text,
        channel: text,
        template: text,
        state: text,
      },
      ...{ planned_at: optionalInstant, handed_over_at: optionalInstant, failed_at: optionalInstant },
    },
    ['case_id'],
  ),
  fact(
    'fact_satisfaction',
    'rating_id',
    {
      ...{
        case_id: uuid,
        cycle: count,
        score: { type: 'double precision', nullable: true },
        scale: text,
        band: text,
      },
      ...{ sentiment: text, rated_at: instant },
    },
    ['rated_at'],
  ),
];
