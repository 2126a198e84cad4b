-- The schema "sla" as its migrations add up to it. Generated from a migrated database by the
-- test that compares it; UPDATE_GOLDEN=1 writes it anew.

create table case_facts (
  case_id uuid not null,
  source text not null,
  sequence bigint not null,
  type text not null,
  happened_at timestamp with time zone not null,
  data jsonb not null,
  constraint case_facts_case_id_source_sequence_pk PRIMARY KEY (case_id, source, sequence)
);

create table clock_cases (
  case_id uuid not null,
  pack_name text not null,
  pack_version text not null,
  unit text not null,
  correlation_id text,
  next_fire_at timestamp with time zone,
  is_held boolean not null,
  number text,
  ended_at timestamp with time zone,
  constraint clock_cases_case_id_pk PRIMARY KEY (case_id)
) with (fillfactor=80);

create table clocks (
  id uuid not null,
  case_id uuid not null,
  metric text not null,
  definition text not null,
  cycle integer not null,
  n integer not null,
  per_key text,
  state text not null,
  started_at timestamp with time zone not null,
  due_at timestamp with time zone,
  original_due_at timestamp with time zone,
  ended_at timestamp with time zone,
  target text not null,
  target_ms bigint,
  calendar text,
  is_provisional boolean not null,
  pauses jsonb not null,
  fired jsonb not null,
  revision integer not null,
  attached_at timestamp with time zone not null,
  next_fire_at timestamp with time zone,
  is_retracted boolean not null,
  pack_version text not null,
  extended_to timestamp with time zone,
  unextended_due_at timestamp with time zone,
  acknowledged jsonb not null,
  constraint clocks_id_pk PRIMARY KEY (id),
  constraint clocks_ended_check CHECK (((ended_at IS NULL) OR (next_fire_at IS NULL))),
  constraint clocks_state_check CHECK ((state = ANY (ARRAY['running'::text, 'paused'::text, 'met'::text, 'breached'::text, 'fulfilledLate'::text, 'cancelled'::text, 'superseded'::text])))
) with (fillfactor=80);

create table kept_event (
  source text not null,
  subject text not null,
  sequence bigint not null,
  id uuid not null,
  type text not null,
  envelope json not null,
  state text not null,
  awaits_source text,
  awaits_subject text,
  attempts integer not null,
  next_attempt_at timestamp with time zone,
  error_code text,
  error text,
  first_kept_at timestamp with time zone not null,
  parked_at timestamp with time zone,
  constraint kept_event_pkey PRIMARY KEY (source, subject, sequence),
  constraint kept_event_state_check CHECK ((state = ANY (ARRAY['ahead'::text, 'awaiting'::text, 'retry'::text, 'parked'::text])))
);

create table messaging_audit (
  id uuid not null,
  at timestamp with time zone not null,
  action text not null,
  actor text not null,
  reason text not null,
  event_id uuid not null,
  source text not null,
  subject text not null,
  sequence bigint not null,
  type text not null,
  constraint messaging_audit_pkey PRIMARY KEY (id),
  constraint messaging_audit_action_check CHECK ((action = ANY (ARRAY['replayed'::text, 'discarded'::text])))
);

create table outbox (
  "position" bigint not null default nextval('outbox_position_seq'::regclass),
  shard smallint not null,
  source text not null,
  subject text not null,
  sequence bigint not null,
  recorded_at timestamp with time zone not null,
  written_at timestamp with time zone not null default clock_timestamp(),
  constraint outbox_position_pkey PRIMARY KEY ("position")
) with (fillfactor=90, autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=1000, autovacuum_analyze_scale_factor=0, autovacuum_analyze_threshold=5000);

create table pack_changes (
  pack_name text not null,
  sequence bigint not null,
  version text not null,
  effective_at timestamp with time zone not null,
  event_id uuid not null,
  after_case_id uuid,
  is_done boolean not null,
  constraint pack_changes_pack_name_sequence_pk PRIMARY KEY (pack_name, sequence)
);

create table policy_pack_version (
  name text not null,
  version text not null,
  unit text not null,
  applied_to text not null,
  effective_at timestamp with time zone not null,
  files jsonb not null,
  constraint policy_pack_version_pk PRIMARY KEY (name, version)
);

create table published_event (
  source text not null,
  subject text not null,
  sequence bigint not null,
  id uuid not null,
  type text not null,
  "time" timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  envelope json not null,
  constraint published_event_pkey PRIMARY KEY (source, subject, sequence, recorded_at)
) partition by RANGE (recorded_at);

create table stream_head (
  source text not null,
  subject text not null,
  sequence bigint not null,
  changed_at timestamp with time zone not null,
  constraint stream_head_pkey PRIMARY KEY (source, subject)
) with (fillfactor=80);

create table unreadable_message (
  id uuid not null,
  sha256 text not null,
  queue text not null,
  exchange text not null,
  routing_key text not null,
  bytes integer not null,
  body bytea not null,
  error text not null,
  received_at timestamp with time zone not null,
  constraint unreadable_message_pkey PRIMARY KEY (id),
  constraint unreadable_message_sha256_key UNIQUE (sha256)
);

create table watermark (
  source text not null,
  subject text not null,
  sequence bigint not null,
  kept integer not null,
  constraint watermark_pkey PRIMARY KEY (source, subject)
) with (fillfactor=80);

create table published_event_default partition of published_event DEFAULT;

CREATE INDEX clock_cases_next_fire_at_idx ON clock_cases USING btree (next_fire_at) WHERE (next_fire_at IS NOT NULL);

CREATE INDEX clock_cases_number_idx ON clock_cases USING btree (number);

CREATE INDEX clock_cases_pack_name_idx ON clock_cases USING btree (pack_name, case_id, ended_at);

CREATE INDEX clocks_case_id_idx ON clocks USING btree (case_id);

CREATE INDEX clocks_due_at_idx ON clocks USING btree (due_at, id);

CREATE INDEX clocks_state_due_at_idx ON clocks USING btree (state, due_at, id);

CREATE INDEX kept_event_awaits_idx ON kept_event USING btree (awaits_source, awaits_subject) WHERE (state = 'awaiting'::text);

CREATE INDEX kept_event_id_idx ON kept_event USING btree (id);

CREATE INDEX kept_event_next_attempt_at_idx ON kept_event USING btree (next_attempt_at) WHERE (next_attempt_at IS NOT NULL);

CREATE INDEX pack_changes_open_idx ON pack_changes USING btree (effective_at) WHERE (NOT is_done);

CREATE INDEX stream_head_changed_at_idx ON stream_head USING btree (changed_at);

CREATE OR REPLACE FUNCTION make_log_partition(month timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'sla'
 SET "TimeZone" TO 'UTC'
AS $function$
DECLARE
  first timestamptz := date_trunc('month', month);
  name text := 'published_event_' || to_char(first, '"y"YYYY"m"MM');
BEGIN
  IF to_regclass(name) IS NULL THEN
    EXECUTE format('CREATE TABLE %I PARTITION OF published_event FOR VALUES FROM (%L) TO (%L)',
      name, first, first + interval '1 month');
  END IF;
END $function$;

comment on table kept_event is 'Events that arrived and are not applied: too early, waiting for another stream, failing, or parked.';

comment on table messaging_audit is 'Who gave a parked event another try or gave it up, and why.';

comment on table outbox is 'References into published_event that the transport has not confirmed yet.';

comment on table published_event is 'Everything this service ever said, word for word, by month of recording. Append-only.';

comment on table stream_head is 'The last sequence this service gave, per stream. Its row lock orders writers of one subject.';

comment on table unreadable_message is 'What came in and is no event; the first 256 KiB of it.';

comment on table watermark is 'How far this service has applied each stream it listens to, and how many events of it are kept.';
