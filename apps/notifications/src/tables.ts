import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

const text: EntitySchemaColumnOptions = { type: 'text' };
const uuid: EntitySchemaColumnOptions = { type: 'uuid' };
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

const notificationCases = new EntitySchema({
  name: 'notification_cases',
  columns: {
    case_id: key(uuid, 'notification_cases_case_id_pk'),
    number: text,
    unit: text,
    pack_name: text,
    pack_version: text,
    correlation_id: optional(text),
    opened_at: instant,
    occurred_at: instant,
    service_ended_at: optional(instant),
    status: text,
    cycle: whole,
    type: text,
    urgency: text,
    team: optional(text),
    holder: optional(text),
    first_responsible: optional(text),
    channel: text,
    language: optional(text),
    preferred_channel: optional(text),
    is_accepted: { type: 'boolean' },
    resolved_at: optional(instant),
    input: json,
    contact: optional(json),
    customer_id: optional(uuid),
  },
  indices: [{ name: 'notification_cases_number_idx', columns: ['number'] }],
});

const messages = new EntitySchema({
  name: 'messages',
  columns: {
    id: key(uuid, 'messages_id_pk'),
    case_id: optional(uuid),
    cause_id: uuid,
    recipient: text,
    channel: text,
    wanted_channel: optional(text),
    template: text,
    language: text,
    subject: optional(text),
    text,
    state: text,
    planned_at: instant,
    position: { type: 'bigint', generated: 'increment' },
    state_at: instant,
    attempts: whole,
    lease_until: optional(instant),
    reason: optional(text),
    reference: optional(text),
    unit: optional(text),
    correlation_id: optional(text),
    traceparent: optional(text),
    done_at: optional(instant),
    done_by: optional(text),
    not_before: optional(instant),
    note: optional(text),
    fallback_of: optional(uuid),
    recipient_key: optional(text),
    left_at: optional(instant),
  },
  uniques: [
    {
      name: 'messages_cause_recipient_channel_template_key',
      columns: ['cause_id', 'recipient', 'channel', 'template'],
    },
  ],
  checks: [
    {
      name: 'messages_state_check',
      expression: `state in ('planned', 'sending', 'handedOver', 'failed', 'unknown')`,
    },
  ],
  indices: [
    { name: 'messages_case_idx', columns: ['case_id', 'planned_at', 'position'] },
    {
      name: 'messages_planned_idx',
      columns: ['planned_at', 'position'],
      where: `state = 'planned' and not_before is null`,
    },
    { name: 'messages_sending_idx', columns: ['lease_until'], where: `state = 'sending'` },
    { name: 'messages_held_idx', columns: ['not_before'], where: 'not_before is not null' },
    {
      name: 'messages_left_idx',
      columns: ['recipient_key', 'channel', 'left_at'],
      where: 'left_at is not null',
    },
    {
      name: 'messages_call_tasks_idx',
      columns: ['planned_at', 'position'],
      where: `channel = 'callTask' and state = 'handedOver' and done_at is null`,
    },
  ],
});

const surveys = new EntitySchema({
  name: 'surveys',
  columns: {
    id: key(uuid, 'surveys_id_pk'),
    case_id: uuid,
    cycle: whole,
    message_id: uuid,
    expires_at: instant,
    sent_at: optional(instant),
    answered_at: optional(instant),
  },
  uniques: [{ name: 'surveys_case_id_cycle_key', columns: ['case_id', 'cycle'] }],
  indices: [{ name: 'surveys_message_idx', columns: ['message_id'] }],
});

const surveyLinks = new EntitySchema({
  name: 'survey_links',
  columns: { token_hash: key(text, 'survey_links_token_hash_pk'), survey_id: uuid },
});

const reminders = new EntitySchema({
  name: 'reminders',
  columns: {
    case_id: key(uuid, 'reminders_case_id_cycle_n_pk'),
    cycle: key(whole, 'reminders_case_id_cycle_n_pk'),
    n: key(whole, 'reminders_case_id_cycle_n_pk'),
    due_at: instant,
  },
  indices: [{ name: 'reminders_due_idx', columns: ['due_at'] }],
});

/** Notifications' own tables as TypeORM sees them: what the drift test compares the migrations with. */
export const tables = [notificationCases, messages, surveys, surveyLinks, reminders];
