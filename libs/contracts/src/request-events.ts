import { type Static, Type } from '@sinclair/typebox';
import { CaseFacts, Instant, Key, Uuid, Word, nullable } from './shapes.js';

/** A request was accepted and has its case number. `time` is when intake accepted it: the case opens then. */
export const RequestAccepted = Type.Object({
  requestId: Uuid,
  key: Key,
  caseId: Uuid,
  caseNumber: Word,
  transport: Type.Unsafe<'http' | 'amqp'>({ type: 'string', enum: ['http', 'amqp'] }),
  /** The need of another case that this request was made of: its case follows on that one. */
  need: Type.Optional(Type.Object({ needId: Uuid, caseId: Uuid })),
  ...CaseFacts,
});
export type RequestAccepted = Static<typeof RequestAccepted>;

/** One violation in a problem (RFC 9457): where, what, in the sender's terms. */
export const Violation = Type.Object({ pointer: Type.String(), code: Word, message: Type.String() });
export type Violation = Static<typeof Violation>;

/** A request was refused. What was sent is kept by intake, not in the event. */
export const RequestRejected = Type.Object({
  requestId: Uuid,
  key: nullable(Key),
  partner: Word,
  status: Type.Integer(),
  code: Word,
  errors: Type.Array(Violation),
  receivedAt: Instant,
});
export type RequestRejected = Static<typeof RequestRejected>;

/** A version of a policy pack is in force from `effectiveAt`; `files` is its whole content, path to text. */
export const PolicyPublished = Type.Object({
  name: Word,
  version: Word,
  unit: Word,
  to: Type.Unsafe<'new' | 'open'>({ type: 'string', enum: ['new', 'open'] }),
  effectiveAt: Instant,
  files: Type.Record(Type.String(), Type.String()),
  by: Word,
});
export type PolicyPublished = Static<typeof PolicyPublished>;
