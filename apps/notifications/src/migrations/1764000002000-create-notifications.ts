import type { MigrationInterface, QueryRunner } from 'typeorm';

const CASES = `
  create table notification_cases (
    case_id uuid not null,
    number text not null,
    unit text not null,
    pack_name text not null,
    pack_version text not null,
    correlation_id text,
    opened_at timestamptz not null,
    occurred_at timestamptz not null,
    service_ended_at timestamptz,
    status text not null,
    cycle integer not null,
    type text not null,
    urgency text not null,
    team text,
    holder text,
    first_responsible text,
    channel text not null,
    language text,
    preferred_channel text,
    is_accepted boolean not null,
    resolved_at timestamptz,
    input jsonb not null,
    -- Who the customer is and how to reach them; null once the person was erased.
    contact jsonb,
    constraint notification_cases_case_id_pk primary key (case_id)
  );`;

const MESSAGES = `
  create table messages (
    id uuid not null,
    case_id uuid,
    cause_id uuid not null,
    recipient text not null,
    channel text not null,
    wanted_channel text,
    template text not null,
    language text not null,
    subject text,
    text text not null,
    state text not null,
    planned_at timestamptz not null,
    -- The order within one instant: what was planned first is read first.
    position bigserial not null,
    state_at timestamptz not null,
    attempts integer not null,
    -- While it is sent: until when it belongs to its sender. While it is planned: not to be tried before.
    lease_until timestamptz,
    reason text,
    reference text,
    unit text,
    correlation_id text,
    traceparent text,
    done_at timestamptz,
    done_by text,
    constraint messages_id_pk primary key (id),
    constraint messages_cause_recipient_channel_template_key unique (cause_id, recipient, channel, template),
    constraint messages_state_check
      check (state in ('planned', 'sending', 'handedOver', 'failed', 'unknown'))
  );
  create index messages_case_idx on messages (case_id, planned_at, position);
  create index messages_pending_idx on messages (planned_at, position) where state in ('planned', 'sending');
  create index messages_call_tasks_idx on messages (planned_at, position)
    where channel = 'callTask' and state = 'handedOver' and done_at is null;`;

const SURVEYS = `
  create table surveys (
    id uuid not null,
    case_id uuid not null,
    cycle integer not null,
    message_id uuid not null,
    expires_at timestamptz not null,
    sent_at timestamptz,
    answered_at timestamptz,
    constraint surveys_id_pk primary key (id),
    constraint surveys_case_id_cycle_key unique (case_id, cycle)
  );
  create index surveys_message_idx on surveys (message_id);

  -- A reminder carries a link of its own, because of an older one only the hash is known.
  create table survey_links (
    token_hash text not null,
    survey_id uuid not null,
    constraint survey_links_token_hash_pk primary key (token_hash)
  );

  create table reminders (
    case_id uuid not null,
    cycle integer not null,
    n integer not null,
    due_at timestamptz not null,
    constraint reminders_case_id_cycle_n_pk primary key (case_id, cycle, n)
  );
  create index reminders_due_idx on reminders (due_at);`;

export class CreateNotifications1764000002000 implements MigrationInterface {
  readonly name = 'CreateNotifications1764000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CASES + MESSAGES + SURVEYS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only'));
  }
}
