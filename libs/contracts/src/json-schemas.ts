import { type TSchema, Type } from '@sinclair/typebox';
import { EVENT_SCHEMAS, type EventType } from './catalog.js';
import { dataSchemaOf } from './envelope.js';
import { SEQUENCE_DIGITS } from './limits.js';
import { Instant, Uuid, Word, oneOf } from './shapes.js';
import { SOURCES } from './vocabulary.js';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** The attributes every event carries; what `data` is, its type says. */
const Envelope = Type.Object({
  specversion: oneOf(['1.0']),
  id: Uuid,
  source: oneOf(SOURCES),
  type: Type.String({ pattern: '^[a-z]+\\.[a-z_]+\\.v[1-9][0-9]*$' }),
  subject: Word,
  time: Instant,
  recordedat: Instant,
  dataschema: Type.String({ format: 'uri' }),
  datacontenttype: oneOf(['application/json']),
  sequence: Type.Optional(Type.String({ pattern: `^[0-9]{${SEQUENCE_DIGITS}}$` })),
  unit: Type.Optional(Word),
  correlationid: Type.Optional(Word),
  causationid: Type.Optional(Word),
  traceparent: Type.Optional(Type.String({ pattern: '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$' })),
  data: Type.Object({}),
});

export const ENVELOPE_SCHEMA_ID = 'https://caseloop.dev/schemas/envelope.json';

/** A JSON Schema (draft 2020-12) as a plain object, for files and tools that know nothing of TypeBox. */
export type JsonSchema = Readonly<Record<string, unknown>>;

function published(id: string, title: string, schema: TSchema): JsonSchema {
  return { $schema: DIALECT, $id: id, title, ...(JSON.parse(JSON.stringify(schema)) as object) };
}

/** What the `data` of an event of this type is. Open: a consumer ignores what it does not know. */
export function dataJsonSchema(type: EventType): JsonSchema {
  return published(dataSchemaOf(type), type, EVENT_SCHEMAS[type]);
}

/** What stands around `data`. */
export function envelopeJsonSchema(): JsonSchema {
  return published(ENVELOPE_SCHEMA_ID, 'Caseloop event (CloudEvents 1.0, JSON)', Envelope);
}
