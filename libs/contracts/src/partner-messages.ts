import { type TObject, type TProperties, Type } from '@sinclair/typebox';
import {
  Attachment,
  CaseFacts,
  CustomerIdentity,
  CustomerTraits,
  Instant,
  Key,
  PackRef,
  Product,
  Text,
  Uuid,
  Word,
  nullable,
} from './shapes.js';
import { Violation } from './request-events.js';

/** What comes from outside is closed: a field nobody knows is refused by name, not passed over. */
const closed = { additionalProperties: false } as const;

function optional<T extends TProperties>(properties: T): TObject {
  const entries = Object.entries(properties).map(([name, schema]) => [name, Type.Optional(schema)]);
  return Type.Object(Object.fromEntries(entries), closed);
}

const { id: _id, ...traits } = CustomerTraits.properties;

/** What a partner submits. A pack may require more of it than the core does. */
export const ServiceRequest = Type.Object(
  {
    externalRef: Type.Optional(Word),
    unit: Type.Optional(Word),
    pack: Type.Optional(Word),
    source: CaseFacts.source,
    channel: CaseFacts.channel,
    occurredAt: Instant,
    connectedAt: Type.Optional(Instant),
    serviceEndedAt: Type.Optional(Instant),
    customer: Type.Object({ ...CustomerIdentity.properties, ...traits }, closed),
    type: Type.Optional(Word),
    scene: Type.Optional(Word),
    urgency: Type.Optional(Word),
    product: Type.Optional(optional(Product.properties)),
    orderNo: Type.Optional(Word),
    linkedServiceNo: Type.Optional(Word),
    summary: Type.Optional(Text),
    verbatim: Text,
    expectedOutcome: Type.Optional(Text),
    expectedBy: Type.Optional(Instant),
    background: Type.Optional(optional({ purchasedOn: Word, usageFrequency: Word, stepsBefore: Text })),
    emotion: Type.Optional(CaseFacts.emotion),
    facts: Type.Optional(CaseFacts.facts),
    attachments: Type.Optional(Type.Array(Type.Object(Attachment.properties, closed))),
    device: Type.Optional(Type.Object({ deviceId: Word, alarmCode: Word }, closed)),
    readBackConfirmed: Type.Optional(Type.Boolean()),
    agentNo: Type.Optional(Word),
  },
  closed,
);

/** The same as a CloudEvent; `id` is the idempotency key. */
export const ServiceRequestEvent = Type.Object({
  specversion: Type.Literal('1.0'),
  id: Key,
  source: Type.String(),
  type: Type.Literal('request.submitted.v1'),
  data: ServiceRequest,
});

/** Set when `reply_to` named a queue that is not the sender's: the receipt went to `caseloop.receipts` alone. */
const replyToIgnored = Type.Optional(Type.Boolean());

export const AcceptedReceipt = Type.Object({
  status: Type.Literal('accepted'),
  requestId: Uuid,
  key: Key,
  duplicate: Type.Boolean(),
  caseId: Uuid,
  caseNumber: Word,
  pack: PackRef,
  type: Word,
  urgency: Word,
  rule: nullable(Word),
  due: Type.Array(Type.Object({ metric: Word, dueAt: Instant })),
  replyToIgnored,
});

/** A problem as RFC 9457 has it, with our `code` and `errors`. */
export const RequestProblem = Type.Object({
  type: Type.String({ format: 'uri' }),
  title: Type.String(),
  status: Type.Integer({ minimum: 400, maximum: 599 }),
  code: Word,
  detail: Type.Optional(Type.String()),
  errors: Type.Array(Violation),
});

export const RejectedReceipt = Type.Object({
  status: Type.Literal('rejected'),
  requestId: Uuid,
  key: nullable(Key),
  problem: RequestProblem,
  replyToIgnored,
});
