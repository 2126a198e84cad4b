import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Facts at the grain they are counted in. Keys are the sources' ids, so that applying an event twice changes nothing. */
export class CreateFacts1764000000000 implements MigrationInterface {
  readonly name = 'CreateFacts1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table fact_requests (
        request_id uuid not null,
        partner text not null,
        status text not null,
        code text,
        transport text,
        case_id uuid,
        received_at timestamptz not null,
        constraint fact_requests_pk primary key (request_id)
      )`);
    await runner.query('create index fact_requests_received_at_idx on fact_requests (received_at)');
    await runner.query(CASES);
    await runner.query('create index fact_cases_opened_at_idx on fact_cases (opened_at)');
    await runner.query('create index fact_cases_first_resolved_at_idx on fact_cases (first_resolved_at)');
    await runner.query(CLOCKS);
    await runner.query('create index fact_clocks_case_id_idx on fact_clocks (case_id)');
    await runner.query('create index fact_clocks_decided_at_idx on fact_clocks (decided_at)');
    await runner.query(`
      create table fact_notifications (
        message_id uuid not null,
        case_id uuid,
        recipient text not null,
        channel text not null,
        template text not null,
        state text not null,
        planned_at timestamptz,
        handed_over_at timestamptz,
        failed_at timestamptz,
        constraint fact_notifications_pk primary key (message_id)
      )`);
    await runner.query('create index fact_notifications_case_id_idx on fact_notifications (case_id)');
    await runner.query(`
      create table fact_satisfaction (
        rating_id uuid not null,
        case_id uuid not null,
        cycle integer not null,
        score double precision,
        scale text not null,
        band text not null,
        sentiment text not null,
        rated_at timestamptz not null,
        constraint fact_satisfaction_pk primary key (rating_id)
      )`);
    await runner.query('create index fact_satisfaction_rated_at_idx on fact_satisfaction (rated_at)');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only'));
  }
}

const CASES = `
  create table fact_cases (
    case_id uuid not null,
    number text not null,
    unit text not null,
    pack_name text not null,
    pack_version text not null,
    source text not null,
    channel text not null,
    partner text not null,
    type text not null,
    urgency text not null,
    is_urgent boolean not null,
    team text,
    holder text,
    customer_id uuid not null,
    customer_class text,
    member_tier text,
    industry text,
    region text,
    product_name text,
    product_module text,
    status text not null,
    cycle integer not null,
    outcome text,
    opened_at timestamptz not null,
    first_contact_at timestamptz,
    first_resolved_at timestamptz,
    last_resolved_at timestamptz,
    confirmed_at timestamptz,
    closed_at timestamptz,
    archived_at timestamptz,
    transfer_count integer not null,
    escalation_count integer not null,
    constraint fact_cases_pk primary key (case_id)
  ) with (fillfactor = 80)`;

const CLOCKS = `
  create table fact_clocks (
    clock_id uuid not null,
    case_id uuid not null,
    metric text not null,
    definition text not null,
    pack_name text not null,
    pack_version text not null,
    cycle integer not null,
    n integer not null,
    state text not null,
    target text not null,
    started_at timestamptz not null,
    due_at timestamptz,
    ended_at timestamptz,
    breached_at timestamptz,
    decided_at timestamptz,
    elapsed_ms bigint,
    constraint fact_clocks_pk primary key (clock_id)
  ) with (fillfactor = 80)`;
