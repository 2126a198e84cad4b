-- The schema "routing" as its migrations add up to it. Generated from a migrated database by the
-- test that compares it; UPDATE_GOLDEN=1 writes it anew.

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
  present_since timestamp with time zone not null,
  idle_since timestamp with time zone not null,
  declared_order integer not null default nextval('agents_declared_order_seq'::regclass),
  constraint agents_id_pk PRIMARY KEY (id),
  constraint agents_capacity_check CHECK ((capacity >= 0)),
  constraint agents_presence_check CHECK ((presence = ANY (ARRAY['online'::text, 'away'::text, 'offline'::text])))
);

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

create table routing_cases (
  case_id uuid not null,
  unit text not null,
  pack_name text not null,
  pack_version text not null,
  correlation_id text,
  opened_at timestamp with time zone not null,
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
  held_since timestamp with time zone,
  first_responsible text,
  declined_by text[] not null,
  waiting_since timestamp with time zone,
  stalled_at timestamp with time zone,
  decisions integer not null,
  number text,
  constraint routing_cases_case_id_pk PRIMARY KEY (case_id),
  constraint routing_cases_waiting_check CHECK (((waiting_since IS NULL) OR (holder IS NULL)))
);

create table routing_decisions (
  id uuid not null,
  case_id uuid not null,
  n integer not null,
  decided_at timestamp with time zone not null,
  team text,
  holder text,
  reason text not null,
  rule text,
  candidates jsonb not null,
  candidate_count integer not null,
  constraint routing_decisions_id_pk PRIMARY KEY (id),
  constraint routing_decisions_case_id_n_key UNIQUE (case_id, n)
);

create table stream_head (
  source text not null,
  subject text not null,
  sequence bigint not null,
  changed_at timestamp with time zone not null,
  constraint stream_head_pkey PRIMARY KEY (source, subject)
) with (fillfactor=80);

create table teams (
  id text not null,
  unit text,
  label jsonb,
  constraint teams_id_pk PRIMARY KEY (id)
);

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

CREATE INDEX kept_event_awaits_idx ON kept_event USING btree (awaits_source, awaits_subject) WHERE (state = 'awaiting'::text);

CREATE INDEX kept_event_id_idx ON kept_event USING btree (id);

CREATE INDEX kept_event_next_attempt_at_idx ON kept_event USING btree (next_attempt_at) WHERE (next_attempt_at IS NOT NULL);

CREATE INDEX routing_cases_customer_idx ON routing_cases USING btree (customer_id, held_since);

CREATE INDEX routing_cases_load_idx ON routing_cases USING btree (holder) WHERE (status = ANY (ARRAY['registered'::text, 'assigned'::text, 'inProgress'::text, 'waitingCustomer'::text, 'waitingThirdParty'::text]));

CREATE INDEX routing_cases_number_idx ON routing_cases USING btree (number);

CREATE INDEX routing_cases_queue_idx ON routing_cases USING btree (team, urgency_rank, is_vip, opened_at) WHERE (waiting_since IS NOT NULL);

CREATE INDEX stream_head_changed_at_idx ON stream_head USING btree (changed_at);

CREATE OR REPLACE FUNCTION make_log_partition(month timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'routing'
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
