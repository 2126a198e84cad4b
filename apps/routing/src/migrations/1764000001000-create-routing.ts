import type { MigrationInterface, QueryRunner } from 'typeorm';

const PEOPLE = `
  create table teams (
    id text not null,
    unit text,
    label jsonb,
    constraint teams_id_pk primary key (id)
  );

  create table agents (
    id text not null,
    name text,
    teams text[] not null,
    roles text[] not null,
    skills text[] not null,
    languages text[] not null,
    unit text,
    capacity integer not null,
    presence text not null,
    present_since timestamptz not null,
    idle_since timestamptz not null,
    declared_order serial not null,
    constraint agents_id_pk primary key (id),
    constraint agents_presence_check check (presence in ('online', 'away', 'offline')),
    constraint agents_capacity_check check (capacity >= 0)
  );`;

const CASES = `
  create table routing_cases (
    case_id uuid not null,
    unit text not null,
    pack_name text not null,
    pack_version text not null,
    correlation_id text,
    opened_at timestamptz not null,
    status text not null,
    urgency text not null,
    urgency_rank smallint not null,
    is_vip boolean not null,
    customer_id uuid not null,
    language text,
    input jsonb not null,
    supervisory_roles text[] not null,
    team text,
    role text,
    skills text[] not null,
    rule text,
    holder text,
    held_since timestamptz,
    first_responsible text,
    declined_by text[] not null,
    waiting_since timestamptz,
    stalled_at timestamptz,
    decisions integer not null,
    constraint routing_cases_case_id_pk primary key (case_id),
    constraint routing_cases_waiting_check check (waiting_since is null or holder is null)
  );
  -- The queue of a team, in its order.
  create index routing_cases_queue_idx
    on routing_cases (team, urgency_rank, is_vip, opened_at) where waiting_since is not null;
  -- The load of an agent.
  create index routing_cases_load_idx on routing_cases (holder)
    where status in ('registered', 'assigned', 'inProgress', 'waitingCustomer', 'waitingThirdParty');
  create index routing_cases_customer_idx on routing_cases (customer_id, held_since);

  create table routing_decisions (
    id uuid not null,
    case_id uuid not null,
    n integer not null,
    decided_at timestamptz not null,
    team text,
    holder text,
    reason text not null,
    rule text,
    candidates jsonb not null,
    candidate_count integer not null,
    constraint routing_decisions_id_pk primary key (id),
    constraint routing_decisions_case_id_n_key unique (case_id, n)
  );`;

export class CreateRouting1764000001000 implements MigrationInterface {
  readonly name = 'CreateRouting1764000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PEOPLE + CASES);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only'));
  }
}
