import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The registry of policy packs: every version that was ever applied, and which one is in force. */
export class CreatePacks1764000002000 implements MigrationInterface {
  readonly name = 'CreatePacks1764000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PACKS);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}

const PACKS = `
CREATE TABLE packs (
  name text NOT NULL,
  version text NOT NULL,
  unit text NOT NULL,
  title jsonb NOT NULL,
  files jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT packs_name_version_pkey PRIMARY KEY (name, version)
);
COMMENT ON TABLE packs IS 'Versions of policy packs with their whole content; never changed, never deleted.';

CREATE TABLE pack_applications (
  id uuid NOT NULL,
  name text NOT NULL,
  version text NOT NULL,
  applied_to text NOT NULL,
  applied_at timestamptz NOT NULL,
  applied_by text NOT NULL,
  CONSTRAINT pack_applications_id_pkey PRIMARY KEY (id),
  CONSTRAINT pack_applications_applied_to_check CHECK (applied_to IN ('new', 'open')),
  CONSTRAINT pack_applications_name_version_fkey FOREIGN KEY (name, version) REFERENCES packs (name, version)
);
CREATE INDEX pack_applications_name_id_idx ON pack_applications (name, id);
COMMENT ON TABLE pack_applications IS 'Who put which version in force, when, for new or also for open cases.';

CREATE TABLE packs_in_force (
  name text NOT NULL,
  version text NOT NULL,
  unit text NOT NULL,
  first_applied_at timestamptz NOT NULL,
  application_id uuid NOT NULL,
  CONSTRAINT packs_in_force_name_pkey PRIMARY KEY (name)
);
COMMENT ON TABLE packs_in_force IS 'The version of each pack that new cases are opened under: the last one applied.';
`;
