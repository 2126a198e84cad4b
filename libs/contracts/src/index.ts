export {
  ATTACHMENT_KINDS,
  CASE_STATUSES,
  CHANNELS,
  CLOCK_STATES,
  CONTACT_PURPOSES,
  CUSTOMER_TEMPLATES,
  EMOTIONS,
  LANGUAGES,
  LINK_RELATIONS,
  METRICS,
  OUTCOMES,
  REQUEST_SOURCES,
  SERVICES,
  SOURCES,
  STAFF_TEMPLATES,
  TEMPLATES,
  type AttachmentKind,
  type CaseStatus,
  type Channel,
  type ClockState,
  type ContactPurpose,
  type Emotion,
  type Language,
  type LinkRelation,
  type Outcome,
  type RequestSource,
  type ServiceName,
  type Source,
  type TemplateName,
} from './vocabulary.js';
export {
  BATCH_BYTES_MAX,
  BATCH_EVENTS_MAX,
  EVENT_BYTES_MAX,
  JSON_DEPTH_MAX,
  JSON_VALUES_MAX,
  REQUEST_BYTES_MAX,
  SEQUENCE_DIGITS,
} from './limits.js';
export {
  BATCH_CONTENT_TYPE,
  EVENT_CONTENT_TYPE,
  assertEventSize,
  dataSchemaOf,
  formatSequence,
  sequenceOf,
  type AnyEvent,
  type CaseloopEvent,
} from './envelope.js';
export {
  EVENT_SCHEMAS,
  EVENT_TYPES,
  SOURCE_OWNERS,
  SUBSCRIPTIONS,
  sourceOf,
  type EventData,
  type EventType,
} from './catalog.js';
export type {
  Actor,
  Attachment,
  CasePersonal,
  CustomerIdentity,
  CustomerTraits,
  Facts,
  PackRef,
} from './shapes.js';
export type { PolicyPublished, RequestAccepted, RequestRejected, Violation } from './request-events.js';
export type { CaseContacted, CaseEscalated, CaseOpened, CaseRated } from './case-events.js';
export type { ClockBreached, ClockData, ClockWarned } from './clock-events.js';
export type { ServiceStatus } from './service-status.js';
export {
  StrictJsonError,
  parseStrictJson,
  type JsonValue,
  type StrictJsonCode,
  type StrictJsonOptions,
} from './strict-json.js';
export { canonicalJson } from './canonical-json.js';
export { EXCHANGES, INTAKE_QUEUE, eventsQueue, resyncQueue, sourceKey } from './addresses.js';
export { ENVELOPE_SCHEMA_ID, dataJsonSchema, envelopeJsonSchema, type JsonSchema } from './json-schemas.js';
export { eventMap } from './event-map.js';
export { asyncApiDocument, type AsyncApiOptions } from './asyncapi.js';
export { maskAccount, maskEmail, maskPhone, maskedIdentity } from './masking.js';
