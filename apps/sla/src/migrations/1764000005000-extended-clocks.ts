import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Clocks that were extended, that measure without a target, and that outlive the version of the pack they began under. */
export class ExtendedClocks1764000005000 implements MigrationInterface {
  readonly name = 'ExtendedClocks1764000005000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CLOCKS);
    await runner.query(PACKS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only'));
  }
}

const CLOCKS = `
alter table clocks
  add column pack_version text,
  add column extended_to timestamptz,
  add column unextended_due_at timestamptz,
  add column acknowledged jsonb not null default '[]',
  alter column original_due_at drop not null,
  alter column target_ms drop not null;
update clocks set pack_version = c.pack_version from clock_cases c where c.case_id = clocks.case_id;
alter table clocks alter column pack_version set not null, alter column acknowledged drop default;
`;

const PACKS = `
-- Versions that were applied to open cases too, and how far that has come: cases up to after_case_id have heard of it.
create table pack_changes (
  pack_name text not null,
  sequence bigint not null,
  version text not null,
  effective_at timestamptz not null,
  event_id uuid not null,
  after_case_id uuid,
  is_done boolean not null,
  constraint pack_changes_pack_name_sequence_pk primary key (pack_name, sequence)
);
create index pack_changes_open_idx on pack_changes (effective_at) where not is_done;

-- Closed cases are found, and passed over, without looking at them.
alter table clock_cases add column ended_at timestamptz;
update clock_cases c set ended_at = f.happened_at
from (select distinct on (case_id) case_id, data->>'status' as status, happened_at from case_facts
      where source = 'caseloop/casework' order by case_id, sequence desc) f
where f.case_id = c.case_id and f.status in ('closed', 'archived');
create index clock_cases_pack_name_idx on clock_cases (pack_name, case_id, ended_at);
`;
