import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Beside its breaches a case now knows how its clocks stand: only a running one can be extended. */
export class KeepClocks1764100000000 implements MigrationInterface {
  readonly name = 'KeepClocks1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CASE_CLOCKS);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}

// A breach is noted at its due time. The fill factor leaves room for what becomes of a clock in its own page.
const CASE_CLOCKS = `
ALTER TABLE breached_clocks RENAME TO case_clocks;
ALTER TABLE case_clocks RENAME CONSTRAINT breached_clocks_pkey TO case_clocks_pkey;
ALTER INDEX breached_clocks_case_id_idx RENAME TO case_clocks_case_id_idx;
ALTER TABLE case_clocks
  ALTER COLUMN breached_at DROP NOT NULL,
  ADD COLUMN state text NOT NULL DEFAULT 'breached',
  ADD COLUMN due_at timestamptz,
  SET (fillfactor = 80);
UPDATE case_clocks SET due_at = breached_at;
ALTER TABLE case_clocks ALTER COLUMN state DROP DEFAULT;
COMMENT ON TABLE case_clocks IS 'The clocks of cases as sla has last reported them.';
COMMENT ON COLUMN case_clocks.breached_at IS 'Set once, and kept whatever becomes of the clock: a breach can be explained.';
`;
