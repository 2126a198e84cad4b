import { Type } from '@sinclair/typebox';
import { Instant, Uuid, Word, nullable, oneOf } from './shapes.js';
import { CHANNELS, LANGUAGES, TEMPLATES } from './vocabulary.js';

/** `to` is "customer", an agent's id or a role; `channel` one of the case channels, `log` or `callTask`. */
const message = {
  messageId: Uuid,
  caseId: nullable(Uuid),
  to: Word,
  channel: oneOf([...CHANNELS, 'log', 'callTask', 'webhook']),
  template: oneOf(TEMPLATES),
  language: oneOf(LANGUAGES),
  causeId: Uuid,
} as const;

export const NotificationPlanned = Type.Object({ ...message });
/** The channel has it. What a promise to tell the customer is met by. */
export const NotificationHandedOver = Type.Object({ ...message, reference: Type.Optional(Word) });
export const NotificationFailed = Type.Object({ ...message, reason: Word, final: Type.Boolean() });

export const SurveySent = Type.Object({
  surveyId: Uuid,
  caseId: Uuid,
  cycle: Type.Integer({ minimum: 1 }),
  messageId: Uuid,
  expiresAt: Instant,
});
export const SurveyAnswered = Type.Object({
  surveyId: Uuid,
  caseId: Uuid,
  cycle: Type.Integer({ minimum: 1 }),
  score: Type.Optional(Type.Number()),
  band: Type.Optional(Word),
  personal: nullable(Type.Object({ reason: Type.Optional(Type.String({ maxLength: 2000 })) })),
});
