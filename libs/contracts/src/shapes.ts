import { type Static, type TSchema, type TUnsafe, Type } from '@sinclair/typebox';
import { CHANNELS, EMOTIONS, REQUEST_SOURCES } from './vocabulary.js';

/** A closed list of words as JSON Schema `enum`, typed as the union of its words. */
export function oneOf<const T extends readonly string[]>(words: T): TUnsafe<T[number]> {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...words] });
}

/** A field that is there and may be null: the value is known to be absent. */
export function nullable<T extends TSchema>(schema: T): TUnsafe<Static<T> | null> {
  return Type.Unsafe<Static<T> | null>({ anyOf: [schema, { type: 'null' }] });
}

export const Uuid = Type.String({ format: 'uuid' });
/** RFC 3339, in UTC, with milliseconds. */
export const Instant = Type.String({ format: 'date-time' });
export const Word = Type.String({ minLength: 1, maxLength: 200 });
export const Text = Type.String({ maxLength: 20_000 });
/** An idempotency key: as long as AMQP's short string, which carries it there. */
export const Key = Type.String({ minLength: 1, maxLength: 255 });

export const PackRef = Type.Object({ name: Word, version: Word });
export type PackRef = Static<typeof PackRef>;

/** Who acted: an agent by id, the customer, a partner by id, time, or the product itself. */
export const Actor = Type.Object({
  kind: oneOf(['agent', 'customer', 'partner', 'system']),
  id: Word,
});
export type Actor = Static<typeof Actor>;

/** A value that a pack may declare as a fact of a case. */
export const FactValue = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);
export const Facts = Type.Record(Type.String(), FactValue);
export type Facts = Static<typeof Facts>;

export const Product = Type.Object({
  name: Type.Optional(Word),
  module: Type.Optional(Word),
  serial: Type.Optional(Word),
});

export const Attachment = Type.Object({
  kind: oneOf(['recording', 'screenshot', 'document']),
  uri: Type.String({ maxLength: 2048 }),
  name: Type.Optional(Word),
  sha256: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
});
export type Attachment = Static<typeof Attachment>;

/** What may be known of a customer by everybody: no name, no address, nothing that identifies. */
export const CustomerTraits = Type.Object({
  id: Uuid,
  customerClass: Type.Optional(Word),
  memberTier: Type.Optional(Word),
  industry: Type.Optional(Word),
  region: Type.Optional(Word),
  language: Type.Optional(Word),
  preferredChannel: Type.Optional(oneOf(CHANNELS)),
});
export type CustomerTraits = Static<typeof CustomerTraits>;

/** Who the customer is. Stands in `data.personal` only. */
export const CustomerIdentity = Type.Object({
  name: Word,
  externalId: Type.Optional(Word),
  company: Type.Optional(Word),
  contactPerson: Type.Optional(Word),
  contactTitle: Type.Optional(Word),
  phone: Type.Optional(Word),
  email: Type.Optional(Word),
  memberId: Type.Optional(Word),
  accountId: Type.Optional(Word),
  nickname: Type.Optional(Word),
});
export type CustomerIdentity = Static<typeof CustomerIdentity>;

/** The personal part of a request and of the case it becomes; null once the person was erased. */
export const CasePersonal = nullable(
  Type.Object({
    customer: CustomerIdentity,
    verbatim: Text,
    summary: Type.Optional(Text),
    expectedOutcome: Type.Optional(Text),
    stepsBefore: Type.Optional(Text),
  }),
);
export type CasePersonal = Static<typeof CasePersonal>;

/** A text a person wrote, kept apart so that it can be erased. */
export const PersonalText = nullable(Type.Object({ text: Text }));

/** What a case carries from its registration on: the same fields on the request and on the case. */
export const CaseFacts = {
  unit: Word,
  pack: PackRef,
  source: oneOf(REQUEST_SOURCES),
  channel: oneOf(CHANNELS),
  type: Word,
  scene: Type.Optional(Word),
  urgency: Word,
  /** The pack's rule that decided type and urgency; absent where the given ones stood. */
  rule: Type.Optional(Word),
  typeProposed: Type.Optional(Word),
  urgencyProposed: Type.Optional(Word),
  occurredAt: Instant,
  connectedAt: Type.Optional(Instant),
  serviceEndedAt: Type.Optional(Instant),
  expectedBy: Type.Optional(Instant),
  partner: Word,
  externalRef: Type.Optional(Word),
  customer: CustomerTraits,
  facts: Facts,
  emotion: Type.Array(oneOf(EMOTIONS)),
  product: Type.Optional(Product),
  orderNo: Type.Optional(Word),
  linkedServiceNo: Type.Optional(Word),
  background: Type.Optional(
    Type.Object({ purchasedOn: Type.Optional(Word), usageFrequency: Type.Optional(Word) }),
  ),
  attachments: Type.Array(Attachment),
  device: Type.Optional(Type.Object({ deviceId: Word, alarmCode: Word })),
  readBackConfirmed: Type.Optional(Type.Boolean()),
  agentNo: Type.Optional(Word),
  personal: CasePersonal,
} as const;
