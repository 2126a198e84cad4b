import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What every service needs in its schema to speak and to listen. The same tables in each; see `tables.ts`. */
export class MessagingTables1700000000000 implements MigrationInterface {
  readonly name = 'MessagingTables1700000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SPEAKING);
    await runner.query(LISTENING);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}

const SPEAKING = `
CREATE TABLE stream_head (
  source text NOT NULL,
  subject text NOT NULL,
  sequence bigint NOT NULL,
  changed_at timestamptz NOT NULL,
  CONSTRAINT stream_head_pkey PRIMARY KEY (source, subject)
) WITH (fillfactor = 80);
CREATE INDEX stream_head_changed_at_idx ON stream_head (changed_at);
COMMENT ON TABLE stream_head IS 'The last sequence this service gave, per stream. Its row lock orders writers of one subject.';

CREATE TABLE published_event (
  source text NOT NULL,
  subject text NOT NULL,
  sequence bigint NOT NULL,
  id uuid NOT NULL,
  type text NOT NULL,
  time timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  envelope json NOT NULL,
  CONSTRAINT published_event_pkey PRIMARY KEY (source, subject, sequence, recorded_at)
) PARTITION BY RANGE (recorded_at);
CREATE TABLE published_event_default PARTITION OF published_event DEFAULT;
COMMENT ON TABLE published_event IS 'Everything this service ever said, word for word, by month of recording. Append-only.';

-- A service's role may create nothing, so the right to make the next month's part is lent to it by this function.
CREATE FUNCTION make_log_partition(month timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET timezone = 'UTC' AS $$
DECLARE
  first timestamptz := date_trunc('month', month);
  name text := 'published_event_' || to_char(first, '"y"YYYY"m"MM');
BEGIN
  IF to_regclass(name) IS NULL THEN
    EXECUTE format('CREATE TABLE %I PARTITION OF published_event FOR VALUES FROM (%L) TO (%L)',
      name, first, first + interval '1 month');
  END IF;
END $$;

CREATE TABLE outbox (
  position bigserial NOT NULL,
  shard smallint NOT NULL,
  source text NOT NULL,
  subject text NOT NULL,
  sequence bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT outbox_position_pkey PRIMARY KEY (position)
) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
        autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000);
COMMENT ON TABLE outbox IS 'References into published_event that the transport has not confirmed yet.';
`;

const LISTENING = `
CREATE TABLE watermark (
  source text NOT NULL,
  subject text NOT NULL,
  sequence bigint NOT NULL,
  kept integer NOT NULL,
  CONSTRAINT watermark_pkey PRIMARY KEY (source, subject)
) WITH (fillfactor = 80);
COMMENT ON TABLE watermark IS 'How far this service has applied each stream it listens to, and how many events of it are kept.';

CREATE TABLE kept_event (
  source text NOT NULL,
  subject text NOT NULL,
  sequence bigint NOT NULL,
  id uuid NOT NULL,
  type text NOT NULL,
  envelope json NOT NULL,
  state text NOT NULL,
  awaits_source text,
  awaits_subject text,
  attempts integer NOT NULL,
  next_attempt_at timestamptz,
  error_code text,
  error text,
  first_kept_at timestamptz NOT NULL,
  parked_at timestamptz,
  CONSTRAINT kept_event_pkey PRIMARY KEY (source, subject, sequence),
  CONSTRAINT kept_event_state_check CHECK (state IN ('ahead', 'awaiting', 'retry', 'parked'))
);
CREATE INDEX kept_event_next_attempt_at_idx ON kept_event (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX kept_event_awaits_idx ON kept_event (awaits_source, awaits_subject) WHERE state = 'awaiting';
CREATE INDEX kept_event_id_idx ON kept_event (id);
COMMENT ON TABLE kept_event IS 'Events that arrived and are not applied: too early, waiting for another stream, failing, or parked.';

CREATE TABLE unreadable_message (
  id uuid NOT NULL,
  sha256 text NOT NULL,
  queue text NOT NULL,
  exchange text NOT NULL,
  routing_key text NOT NULL,
  bytes integer NOT NULL,
  body bytea NOT NULL,
  error text NOT NULL,
  received_at timestamptz NOT NULL,
  CONSTRAINT unreadable_message_pkey PRIMARY KEY (id),
  CONSTRAINT unreadable_message_sha256_key UNIQUE (sha256)
);
COMMENT ON TABLE unreadable_message IS 'What came in and is no event; the first 256 KiB of it.';

CREATE TABLE messaging_audit (
  id uuid NOT NULL,
  at timestamptz NOT NULL,
  action text NOT NULL,
  actor text NOT NULL,
  reason text NOT NULL,
  event_id uuid NOT NULL,
  source text NOT NULL,
  subject text NOT NULL,
  sequence bigint NOT NULL,
  type text NOT NULL,
  CONSTRAINT messaging_audit_pkey PRIMARY KEY (id),
  CONSTRAINT messaging_audit_action_check CHECK (action IN ('replayed', 'discarded'))
);
COMMENT ON TABLE messaging_audit IS 'Who gave a parked event another try or gave it up, and why.';
`;
