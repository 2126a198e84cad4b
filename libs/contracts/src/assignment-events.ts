import { Type } from '@sinclair/typebox';
import { Instant, Uuid, Word, nullable } from './shapes.js';

/** Routing's proposal: an offer to `holder`, or to the team when nobody of it is named. */
export const AssignmentMade = Type.Object({
  decisionId: Uuid,
  caseId: Uuid,
  team: Word,
  holder: nullable(Word),
  rule: Type.Optional(Word),
  reason: Word,
  offerExpiresAt: nullable(Instant),
});
export const AssignmentDeclined = Type.Object({ decisionId: Uuid, caseId: Uuid, agent: Word });
/** Nobody can take it: said aloud, with the reasons each candidate was left out for. */
export const AssignmentStalled = Type.Object({
  decisionId: Uuid,
  caseId: Uuid,
  team: nullable(Word),
  reason: Word,
  candidates: Type.Integer(),
});
