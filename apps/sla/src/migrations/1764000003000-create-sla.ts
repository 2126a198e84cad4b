import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSla1764000003000 implements MigrationInterface {
  readonly name = 'CreateSla1764000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FACTS);
    await runner.query(CLOCKS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only'));
  }
}

const FACTS = `
-- One row per case: what its clocks are computed with, the lock of their writers, and when the next one fires.
create table clock_cases (
  case_id uuid not null,
  pack_name text not null,
  pack_version text not null,
  unit text not null,
  correlation_id text,
  next_fire_at timestamptz,
  is_held boolean not null,
  constraint clock_cases_case_id_pk primary key (case_id)
) with (fillfactor = 80);
create index clock_cases_next_fire_at_idx on clock_cases (next_fire_at) where next_fire_at is not null;

-- What happened to a case, as far as clocks can ask. Never changed; no personal data.
create table case_facts (
  case_id uuid not null,
  source text not null,
  sequence bigint not null,
  type text not null,
  happened_at timestamptz not null,
  data jsonb not null,
  constraint case_facts_case_id_source_sequence_pk primary key (case_id, source, sequence)
);
`;

const CLOCKS = `
-- What the facts amount to, and what was said of it. Ids are derived from case, metric, cycle, n and per_key.
create table clocks (
  id uuid not null,
  case_id uuid not null,
  metric text not null,
  definition text not null,
  cycle integer not null,
  n integer not null,
  per_key text,
  state text not null,
  started_at timestamptz not null,
  due_at timestamptz,
  original_due_at timestamptz not null,
  ended_at timestamptz,
  target text not null,
  target_ms bigint not null,
  calendar text,
  is_provisional boolean not null,
  pauses jsonb not null,
  fired jsonb not null,
  revision integer not null,
  attached_at timestamptz not null,
  next_fire_at timestamptz,
  is_retracted boolean not null,
  constraint clocks_id_pk primary key (id),
  constraint clocks_state_check check
    (state in ('running', 'paused', 'met', 'breached', 'fulfilledLate', 'cancelled', 'superseded')),
  constraint clocks_ended_check check (ended_at is null or next_fire_at is null)
) with (fillfactor = 80);
create index clocks_case_id_idx on clocks (case_id);
create index clocks_state_due_at_idx on clocks (state, due_at, id);
create index clocks_due_at_idx on clocks (due_at, id);
`;
