-- The schema "notifications" as its migrations add up to it. Generated from a migrated database by the
-- test that compares it; UPDATE_GOLDEN=1 writes it anew.

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

create table messages (
  id uuid not null,
  case_id uuid,
  cause_id uuid not null,
  recipient text not null,
  channel text not null,
  wanted_channel text,
  template text not null,
  language text not null,
  subject text,
  text text not null,
  state text not null,
  planned_at timestamp with time zone not null,
  "position" bigint not null default nextval('messages_position_seq'::regclass),
  state_at timestamp with time zone not null,
  attempts integer not null,
  lease_until timestamp with time zone,
  reason text,
  reference text,
  unit text,
  correlation_id text,
  traceparent text,
  done_at timestamp with time zone,
  done_by text,
  not_before timestamp with time zone,
  note text,
  fallback_of uuid,
  recipient_key text,
  left_at timestamp with time zone,
  constraint messages_id_pk PRIMARY KEY (id),
  constraint messages_cause_recipient_channel_template_key UNIQUE (cause_id, recipient, channel, template),
  constraint messages_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'sending'::text, 'handedOver'::text, 'failed'::text, 'unknown'::text])))
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

create table notification_cases (
  case_id uuid not null,
  number text not null,
  unit text not null,
  pack_name text not null,
  pack_version text not null,
  correlation_id text,
  opened_at timestamp with time zone not null,
  occurred_at timestamp with time zone not null,
  service_ended_at timestamp with time zone,
  status text not null,
  cycle integer not null,
  type text not null,
  urgency text not null,
  team text,
  holder text,
  first_responsible text,
  channel text not null,
  language text,
  preferred_channel text,
  is_accepted boolean not null,
  resolved_at timestamp with time zone,
  input jsonb not null,
  contact jsonb,
  customer_id uuid,
  constraint notification_cases_case_id_pk PRIMARY KEY (case_id)
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

create table reminders (
  case_id uuid not null,
  cycle integer not null,
  n integer not null,
  due_at timestamp with time zone not null,
  constraint reminders_case_id_cycle_n_pk PRIMARY KEY (case_id, cycle, n)
);

create table stream_head (
  source text not null,
  subject text not null,
  sequence bigint not null,
  changed_at timestamp with time zone not null,
  constraint stream_head_pkey PRIMARY KEY (source, subject)
) with (fillfactor=80);

create table survey_links (
  token_hash text not null,
  survey_id uuid not null,
  constraint survey_links_token_hash_pk PRIMARY KEY (token_hash)
);

create table surveys (
  id uuid not null,
  case_id uuid not null,
  cycle integer not null,
  message_id uuid not null,
  expires_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  answered_at timestamp with time zone,
  constraint surveys_id_pk PRIMARY KEY (id),
  constraint surveys_case_id_cycle_key UNIQUE (case_id, cycle)
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

CREATE INDEX messages_call_tasks_idx ON messages USING btree (planned_at, "position") WHERE ((channel = 'callTask'::text) AND (state = 'handedOver'::text) AND (done_at IS NULL));

CREATE INDEX messages_case_idx ON messages USING btree (case_id, planned_at, "position");

CREATE INDEX messages_held_idx ON messages USING btree (not_before) WHERE (not_before IS NOT NULL);

CREATE INDEX messages_left_idx ON messages USING btree (recipient_key, channel, left_at) WHERE (left_at IS NOT NULL);

CREATE INDEX messages_planned_idx ON messages USING btree (planned_at, "position") WHERE ((state = 'planned'::text) AND (not_before IS NULL));

CREATE INDEX messages_sending_idx ON messages USING btree (lease_until) WHERE (state = 'sending'::text);

CREATE INDEX notification_cases_number_idx ON notification_cases USING btree (number);

CREATE INDEX reminders_due_idx ON reminders USING btree (due_at);

CREATE INDEX stream_head_changed_at_idx ON stream_head USING btree (changed_at);

CREATE INDEX surveys_message_idx ON surveys USING btree (message_id);

CREATE OR REPLACE FUNCTION make_log_partition(month timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'notifications'
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
