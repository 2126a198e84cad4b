import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

const text: EntitySchemaColumnOptions = { type: 'text' };
const bigint: EntitySchemaColumnOptions = { type: 'bigint' };
const integer: EntitySchemaColumnOptions = { type: 'integer' };
const uuid: EntitySchemaColumnOptions = { type: 'uuid' };
const timestamptz: EntitySchemaColumnOptions = { type: 'timestamptz' };

function keyOf(constraint: string, column: EntitySchemaColumnOptions): EntitySchemaColumnOptions {
  return { ...column, primary: true, primaryKeyConstraintName: constraint };
}

function optional(column: EntitySchemaColumnOptions): EntitySchemaColumnOptions {
  return { ...column, nullable: true };
}

const streamHead = new EntitySchema({
  name: 'stream_head',
  columns: {
    source: keyOf('stream_head_pkey', text),
    subject: keyOf('stream_head_pkey', text),
    sequence: bigint,
    changed_at: timestamptz,
  },
  indices: [{ name: 'stream_head_changed_at_idx', columns: ['changed_at'] }],
});

const publishedEvent = new EntitySchema({
  name: 'published_event',
  columns: {
    source: keyOf('published_event_pkey', text),
    subject: keyOf('published_event_pkey', text),
    sequence: keyOf('published_event_pkey', bigint),
    id: uuid,
    type: text,
    time: timestamptz,
    recorded_at: keyOf('published_event_pkey', timestamptz),
    envelope: { type: 'json' },
  },
});

const outbox = new EntitySchema({
  name: 'outbox',
  columns: {
    position: { ...keyOf('outbox_position_pkey', bigint), generated: 'increment' },
    shard: { type: 'smallint' },
    source: text,
    subject: text,
    sequence: bigint,
    recorded_at: timestamptz,
    written_at: { ...timestamptz, default: () => 'clock_timestamp()' },
  },
});

const watermark = new EntitySchema({
  name: 'watermark',
  columns: {
    source: keyOf('watermark_pkey', text),
    subject: keyOf('watermark_pkey', text),
    sequence: bigint,
    kept: integer,
  },
});

const keptEvent = new EntitySchema({
  name: 'kept_event',
  columns: {
    source: keyOf('kept_event_pkey', text),
    subject: keyOf('kept_event_pkey', text),
    sequence: keyOf('kept_event_pkey', bigint),
    id: uuid,
    type: text,
    envelope: { type: 'json' },
    state: text,
    awaits_source: optional(text),
    awaits_subject: optional(text),
    attempts: integer,
    next_attempt_at: optional(timestamptz),
    error_code: optional(text),
    error: optional(text),
    first_kept_at: timestamptz,
    parked_at: optional(timestamptz),
  },
  checks: [
    { name: 'kept_event_state_check', expression: `state IN ('ahead', 'awaiting', 'retry', 'parked')` },
  ],
  indices: [
    {
      name: 'kept_event_next_attempt_at_idx',
      columns: ['next_attempt_at'],
      where: '"next_attempt_at" IS NOT NULL',
    },
    {
      name: 'kept_event_awaits_idx',
      columns: ['awaits_source', 'awaits_subject'],
      where: `"state" = 'awaiting'`,
    },
    { name: 'kept_event_id_idx', columns: ['id'] },
  ],
});

const unreadableMessage = new EntitySchema({
  name: 'unreadable_message',
  columns: {
    id: keyOf('unreadable_message_pkey', uuid),
    sha256: text,
    queue: text,
    exchange: text,
    routing_key: text,
    bytes: integer,
    body: { type: 'bytea' },
    error: text,
    received_at: timestamptz,
  },
  uniques: [{ name: 'unreadable_message_sha256_key', columns: ['sha256'] }],
});

const messagingAudit = new EntitySchema({
  name: 'messaging_audit',
  columns: {
    id: keyOf('messaging_audit_pkey', uuid),
    at: timestamptz,
    action: text,
    actor: text,
    reason: text,
    event_id: uuid,
    source: text,
    subject: text,
    sequence: bigint,
    type: text,
  },
  checks: [{ name: 'messaging_audit_action_check', expression: `action IN ('replayed', 'discarded')` }],
});

/** The tables of `MessagingTables...` as TypeORM knows them, for the test that migrations and entities agree. */
export const MESSAGING_TABLES: readonly EntitySchema[] = [
  streamHead,
  publishedEvent,
  outbox,
  watermark,
  keptEvent,
  unreadableMessage,
  messagingAudit,
];
