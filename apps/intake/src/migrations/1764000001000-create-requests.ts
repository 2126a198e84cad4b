import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What comes in: requests with their answers, refused ones with what was sent, customers, case numbers, partners. */
export class CreateRequests1764000001000 implements MigrationInterface {
  readonly name = 'CreateRequests1764000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REQUESTS);
    await runner.query(CUSTOMERS);
    await runner.query(REGISTERS);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}

const REQUESTS = `
CREATE TABLE requests (
  id uuid NOT NULL,
  partner text NOT NULL,
  key text,
  body_hash text,
  transport text NOT NULL,
  status text NOT NULL,
  receipt jsonb NOT NULL,
  received_at timestamptz NOT NULL,
  duplicate_of uuid,
  external_ref text,
  unit text,
  customer_id uuid,
  case_id uuid,
  case_number text,
  case_status text,
  body jsonb,
  personal jsonb,
  CONSTRAINT requests_id_pkey PRIMARY KEY (id),
  CONSTRAINT requests_status_check CHECK (status IN ('accepted', 'rejected')),
  CONSTRAINT requests_transport_check CHECK (transport IN ('http', 'amqp'))
) WITH (fillfactor = 85);
CREATE UNIQUE INDEX requests_partner_key_uidx ON requests (partner, key);
CREATE UNIQUE INDEX requests_partner_external_ref_uidx ON requests (partner, external_ref)
  WHERE external_ref IS NOT NULL AND duplicate_of IS NULL;
CREATE INDEX requests_case_id_idx ON requests (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX requests_status_id_idx ON requests (status, id);
COMMENT ON TABLE requests IS 'Everything that was submitted, with its answer. The key is null when it was rejected, and once it has expired.';
COMMENT ON COLUMN requests.duplicate_of IS 'The request whose external reference came again under another key.';
COMMENT ON COLUMN requests.personal IS 'Names, contact data and free texts of the body; null once the person was erased.';

CREATE TABLE rejected_requests (
  id uuid NOT NULL,
  partner text NOT NULL,
  transport text NOT NULL,
  key text,
  received_at timestamptz NOT NULL,
  problem jsonb NOT NULL,
  raw bytea NOT NULL,
  raw_truncated boolean NOT NULL,
  content_type text NOT NULL,
  state text NOT NULL,
  settled_at timestamptz,
  settled_by text,
  resubmitted_as uuid,
  note text,
  CONSTRAINT rejected_requests_id_pkey PRIMARY KEY (id),
  CONSTRAINT rejected_requests_state_check CHECK (state IN ('open', 'resubmitted', 'discarded'))
);
CREATE INDEX rejected_requests_state_id_idx ON rejected_requests (state, id);
COMMENT ON TABLE rejected_requests IS 'What was refused, as it was sent, until somebody mends or discards it.';
`;

const CUSTOMERS = `
CREATE TABLE customers (
  id uuid NOT NULL,
  traits jsonb NOT NULL,
  personal jsonb,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT customers_id_pkey PRIMARY KEY (id)
) WITH (fillfactor = 85);

CREATE TABLE customer_identifiers (
  kind text NOT NULL,
  scope text NOT NULL,
  value text NOT NULL,
  customer_id uuid NOT NULL,
  CONSTRAINT customer_identifiers_kind_scope_value_pkey PRIMARY KEY (kind, scope, value),
  CONSTRAINT customer_identifiers_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers (id)
);
CREATE INDEX customer_identifiers_customer_id_idx ON customer_identifiers (customer_id);
COMMENT ON TABLE customer_identifiers IS 'Normalised signs of who somebody is; one customer per sign.';
COMMENT ON COLUMN customer_identifiers.scope IS 'The partner for an externalId, otherwise empty.';
`;

const REGISTERS = `
CREATE TABLE number_counters (
  prefix text NOT NULL,
  last bigint NOT NULL,
  CONSTRAINT number_counters_prefix_pkey PRIMARY KEY (prefix)
) WITH (fillfactor = 50);
COMMENT ON TABLE number_counters IS 'The last case number given per rendered prefix. Its row lock makes numbers without holes.';

CREATE TABLE partners (
  id text NOT NULL,
  default_pack text,
  unit text,
  CONSTRAINT partners_id_pkey PRIMARY KEY (id)
);
COMMENT ON TABLE partners IS 'What is agreed with a partner; one without an entry gets the defaults.';
`;
