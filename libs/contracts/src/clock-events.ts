import { type Static, Type } from '@sinclair/typebox';
import { Instant, PackRef, Uuid, Word, nullable, oneOf } from './shapes.js';
import { CLOCK_STATES } from './vocabulary.js';

/** One running promise on one case. `dueAt` is null while a paused clock has no due time. */
const clock = {
  clockId: Uuid,
  caseId: Uuid,
  metric: Word,
  definition: Word,
  cycle: Type.Integer({ minimum: 1 }),
  n: Type.Integer({ minimum: 1 }),
  state: oneOf(CLOCK_STATES),
  startedAt: Instant,
  dueAt: nullable(Instant),
  originalDueAt: nullable(Instant),
  target: Word,
  pack: PackRef,
  calendar: nullable(Word),
  provisional: Type.Boolean(),
  /** Where more time was granted: when the clock would be due without it, so that both can be measured. */
  unextendedDueAt: Type.Optional(nullable(Instant)),
} as const;

/** A step of the pack's ladder: the role to tell, its level from 1; `again` counts how often it is repeated. */
export const EscalationStep = Type.Object({
  level: Type.Integer({ minimum: 1 }),
  to: Word,
  again: Type.Optional(Type.Integer({ minimum: 1 })),
});

export const ClockStarted = Type.Object({ ...clock });
export const ClockPaused = Type.Object({ ...clock, remainingMs: Type.Integer() });
export const ClockResumed = Type.Object({ ...clock });
/** A warning before the due time, or a later step of the ladder after it (`escalate`). */
export const ClockWarned = Type.Object({
  ...clock,
  warning: Word,
  escalate: Type.Optional(EscalationStep),
  firedAt: Instant,
  lateMs: Type.Integer(),
});
/** `time` is the due time, whenever it was noticed; `firedAt` is when. */
export const ClockBreached = Type.Object({
  ...clock,
  escalate: Type.Optional(EscalationStep),
  firedAt: Instant,
  lateMs: Type.Integer(),
});
export const ClockMet = Type.Object({ ...clock, endedAt: Instant, elapsedMs: Type.Integer() });
export const ClockFulfilledLate = Type.Object({ ...clock, endedAt: Instant, elapsedMs: Type.Integer() });
export const ClockCancelled = Type.Object({ ...clock, endedAt: Instant, reason: Word });
export const ClockSuperseded = Type.Object({ ...clock, endedAt: Instant, by: nullable(Uuid), reason: Word });
/** More time was granted before the due time; `originalDueAt` stays what it was. */
export const ClockExtended = Type.Object({ ...clock, dueBefore: nullable(Instant), extensionId: Uuid });
/** A fact that came late changed a verdict that was already given. */
export const ClockCorrected = Type.Object({
  ...clock,
  endedAt: nullable(Instant),
  stateBefore: oneOf(CLOCK_STATES),
  cause: Word,
});

export type ClockData = Static<typeof ClockStarted>;
export type ClockBreached = Static<typeof ClockBreached>;
export type ClockWarned = Static<typeof ClockWarned>;
