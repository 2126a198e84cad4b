-- The schema "intake" as its migrations add up to it. Generated from a migrated database by the
-- test that compares it; UPDATE_GOLDEN=1 writes it anew.

create table customer_identifiers (
  kind text not null,
  scope text not null,
  value text not null,
  customer_id uuid not null,
  constraint customer_identifiers_kind_scope_value_pkey PRIMARY KEY (kind, scope, value),
  constraint customer_identifiers_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers(id)
);

create table customers (
  id uuid not null,
  traits jsonb not null,
  personal jsonb,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint customers_id_pkey PRIMARY KEY (id)
) with (fillfactor=85);

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

create table number_counters (
  prefix text not null,
  last bigint not null,
  constraint number_counters_prefix_pkey PRIMARY KEY (prefix)
) with (fillfactor=50);

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

create table pack_applications (
  id uuid not null,
  name text not null,
  version text not null,
  applied_to text not null,
  applied_at timestamp with time zone not null,
  applied_by text not null,
  constraint pack_applications_id_pkey PRIMARY KEY (id),
  constraint pack_applications_name_version_fkey FOREIGN KEY (name, version) REFERENCES packs(name, version),
  constraint pack_applications_applied_to_check CHECK ((applied_to = ANY (ARRAY['new'::text, 'open'::text])))
);

create table packs (
  name text not null,
  version text not null,
  unit text not null,
  title jsonb not null,
  files jsonb not null,
  created_at timestamp with time zone not null,
  constraint packs_name_version_pkey PRIMARY KEY (name, version)
);

create table packs_in_force (
  name text not null,
  version text not null,
  unit text not null,
  first_applied_at timestamp with time zone not null,
  application_id uuid not null,
  constraint packs_in_force_name_pkey PRIMARY KEY (name)
);

create table partners (
  id text not null,
  default_pack text,
  unit text,
  constraint partners_id_pkey PRIMARY KEY (id)
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

create table rejected_requests (
  id uuid not null,
  partner text not null,
  transport text not null,
  key text,
  received_at timestamp with time zone not null,
  problem jsonb not null,
  raw bytea not null,
  raw_truncated boolean not null,
  content_type text not null,
  state text not null,
  settled_at timestamp with time zone,
  settled_by text,
  resubmitted_as uuid,
  note text,
  constraint rejected_requests_id_pkey PRIMARY KEY (id),
  constraint rejected_requests_state_check CHECK ((state = ANY (ARRAY['open'::text, 'resubmitted'::text, 'discarded'::text])))
);

create table requests (
  id uuid not null,
  partner text not null,
  key text,
  body_hash text,
  transport text not null,
  status text not null,
  receipt jsonb not null,
  received_at timestamp with time zone not null,
  duplicate_of uuid,
  external_ref text,
  unit text,
  customer_id uuid,
  case_id uuid,
  case_number text,
  case_status text,
  body jsonb,
  personal jsonb,
  constraint requests_id_pkey PRIMARY KEY (id),
  constraint requests_status_check CHECK ((status = ANY (ARRAY['accepted'::text, 'rejected'::text]))),
  constraint requests_transport_check CHECK ((transport = ANY (ARRAY['http'::text, 'amqp'::text])))
) with (fillfactor=85);

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

CREATE INDEX customer_identifiers_customer_id_idx ON customer_identifiers USING btree (customer_id);

CREATE INDEX kept_event_awaits_idx ON kept_event USING btree (awaits_source, awaits_subject) WHERE (state = 'awaiting'::text);

CREATE INDEX kept_event_id_idx ON kept_event USING btree (id);

CREATE INDEX kept_event_next_attempt_at_idx ON kept_event USING btree (next_attempt_at) WHERE (next_attempt_at IS NOT NULL);

CREATE INDEX pack_applications_name_id_idx ON pack_applications USING btree (name, id);

CREATE INDEX rejected_requests_state_id_idx ON rejected_requests USING btree (state, id);

CREATE INDEX requests_case_id_idx ON requests USING btree (case_id) WHERE (case_id IS NOT NULL);

CREATE UNIQUE INDEX requests_partner_external_ref_uidx ON requests USING btree (partner, external_ref) WHERE ((external_ref IS NOT NULL) AND (duplicate_of IS NULL));

CREATE UNIQUE INDEX requests_partner_key_uidx ON requests USING btree (partner, key);

CREATE INDEX requests_status_id_idx ON requests USING btree (status, id);

CREATE INDEX stream_head_changed_at_idx ON stream_head USING btree (changed_at);

CREATE OR REPLACE FUNCTION make_log_partition(month timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'intake'
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

comment on table customer_identifiers is 'Normalised signs of who somebody is; one customer per sign.';

comment on table kept_event is 'Events that arrived and are not applied: too early, waiting for another stream, failing, or parked.';

comment on table messaging_audit is 'Who gave a parked event another try or gave it up, and why.';

comment on table number_counters is 'The last case number given per rendered prefix. Its row lock makes numbers without holes.';

comment on table outbox is 'References into published_event that the transport has not confirmed yet.';

comment on table pack_applications is 'Who put which version in force, when, for new or also for open cases.';

comment on table packs is 'Versions of policy packs with their whole content; never changed, never deleted.';

comment on table packs_in_force is 'The version of each pack that new cases are opened under: the last one applied.';

comment on table partners is 'What is agreed with a partner; one without an entry gets the defaults.';

comment on table published_event is 'Everything this service ever said, word for word, by month of recording. Append-only.';

comment on table rejected_requests is 'What was refused, as it was sent, until somebody mends or discards it.';

comment on table requests is 'Everything that was submitted, with its answer. The key is null when it was rejected, and once it has expired.';

comment on table stream_head is 'The last sequence this service gave, per stream. Its row lock orders writers of one subject.';

comment on table unreadable_message is 'What came in and is no event; the first 256 KiB of it.';

comment on table watermark is 'How far this service has applied each stream it listens to, and how many events of it are kept.';
