import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A case is one row: what lists are filtered by in columns, the rest of its state as one document, and apart from
 * both what is known of persons, so that it can be erased alone. The timeline has no table: it is the log of
 * published events.
 */
export class CreateCases1764000000000 implements MigrationInterface {
  readonly name = 'CreateCases1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CASES);
    await runner.query(BREACHED_CLOCKS);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}

// Type and urgency have a handful of values each: such a filter is read along `cases_opened_at_idx`, the order of
// the list, and finds its page early. An index per word would only cost every write.
const CASES = `
CREATE TABLE cases (
  id uuid NOT NULL,
  number text NOT NULL,
  request_id uuid NOT NULL,
  unit text NOT NULL,
  pack_name text NOT NULL,
  pack_version text NOT NULL,
  version bigint NOT NULL,
  cycle integer NOT NULL,
  status text NOT NULL,
  outcome text,
  type text NOT NULL,
  urgency text NOT NULL,
  team text,
  holder text,
  customer_id uuid NOT NULL,
  partner text NOT NULL,
  external_ref text,
  order_no text,
  opened_at timestamptz NOT NULL,
  due_at timestamptz,
  state jsonb NOT NULL,
  personal jsonb,
  CONSTRAINT cases_pkey PRIMARY KEY (id),
  CONSTRAINT cases_number_key UNIQUE (number)
) WITH (fillfactor = 80);
CREATE INDEX cases_opened_at_idx ON cases (opened_at, id);
CREATE INDEX cases_status_idx ON cases (status, opened_at, id);
CREATE INDEX cases_team_idx ON cases (team, opened_at, id);
CREATE INDEX cases_holder_idx ON cases (holder, opened_at, id);
CREATE INDEX cases_customer_id_idx ON cases (customer_id, opened_at, id);
CREATE INDEX cases_external_ref_idx ON cases (external_ref) WHERE external_ref IS NOT NULL;
CREATE INDEX cases_order_no_idx ON cases (order_no) WHERE order_no IS NOT NULL;
CREATE INDEX cases_due_at_idx ON cases (due_at) WHERE due_at IS NOT NULL;
COMMENT ON COLUMN cases.version IS 'How many events made this state: the sequence of the last one.';
COMMENT ON COLUMN cases.due_at IS 'When time itself has something to do: resume, let the confirmation lapse, archive.';
`;

const BREACHED_CLOCKS = `
CREATE TABLE breached_clocks (
  clock_id uuid NOT NULL,
  case_id uuid NOT NULL,
  metric text NOT NULL,
  breached_at timestamptz NOT NULL,
  CONSTRAINT breached_clocks_pkey PRIMARY KEY (clock_id)
);
CREATE INDEX breached_clocks_case_id_idx ON breached_clocks (case_id);
COMMENT ON TABLE breached_clocks IS 'What sla has reported breached: the breaches that can be explained.';
`;
