import { type Static, Type } from '@sinclair/typebox';
import {
  Actor,
  Attachment,
  CaseFacts,
  Instant,
  PersonalText,
  Text,
  Uuid,
  Word,
  nullable,
  oneOf,
} from './shapes.js';
import { CASE_STATUSES, CHANNELS, CONTACT_PURPOSES, OUTCOMES } from './vocabulary.js';

/**
 * Every case event says who acted (`by`), the state the case is in after it (`status`, `cycle`, `version`)
 * and, where the command left an old state, which one (`from`): a consumer needs no copy of the case to follow it.
 */
export const commonCaseFields = {
  by: Actor,
  status: oneOf(CASE_STATUSES),
  cycle: Type.Integer({ minimum: 1 }),
  from: Type.Optional(oneOf(CASE_STATUSES)),
} as const;
const common = commonCaseFields;

export const CaseOpened = Type.Object({
  ...common,
  number: Word,
  requestId: Uuid,
  ...CaseFacts,
});
/** Type and urgency as decided at registration, with the rule that decided. Follows `opened` at once. */
export const CaseClassified = Type.Object({
  ...common,
  type: Word,
  urgency: Word,
  rule: Type.Optional(Word),
  sop: Type.Optional(Word),
});
export const CaseAssigned = Type.Object({
  ...common,
  team: Word,
  holder: nullable(Word),
  decisionId: Type.Optional(Uuid),
  rule: Type.Optional(Word),
});
/** The holder gave an offer back: the case is registered again and waits for another offer, at its old age. */
export const CaseDeclined = Type.Object({
  ...common,
  holder: Word,
  team: nullable(Word),
  personal: PersonalText,
});
export const CaseTaken = Type.Object({ ...common, holder: Word, team: nullable(Word) });
/** `first` marks the first human contact with the customer: it names the first responsible. */
export const CaseContacted = Type.Object({
  ...common,
  direction: oneOf(['in', 'out']),
  channel: oneOf(CHANNELS),
  purpose: oneOf(CONTACT_PURPOSES),
  first: Type.Boolean(),
  firstResponsible: nullable(Word),
  eta: Type.Optional(Instant),
  attachment: Type.Optional(Type.String()),
  personal: nullable(
    Type.Object({ text: Text, progress: Type.Optional(Text), nextStep: Type.Optional(Text) }),
  ),
});
export const CaseNoted = Type.Object({ ...common, personal: PersonalText });
export const CasePlanProposed = Type.Object({
  ...common,
  planId: Uuid,
  date: Instant,
  eta: Instant,
  progressChannel: oneOf(CHANNELS),
  personal: nullable(Type.Object({ cause: Text, method: Text, steps: Type.Optional(Type.Array(Text)) })),
});
export const CasePlanAccepted = Type.Object({ ...common, planId: Uuid, evidence: Type.Optional(Text) });
export const CasePromiseMade = Type.Object({
  ...common,
  promiseId: Uuid,
  dueAt: Instant,
  channel: Type.Optional(oneOf(CHANNELS)),
  personal: nullable(Type.Object({ what: Text })),
});
export const CasePromiseSettled = Type.Object({
  ...common,
  promiseId: Uuid,
  outcome: oneOf(['kept', 'renegotiated']),
  dueAt: Type.Optional(Instant),
});
export const CaseWaiting = Type.Object({
  ...common,
  for: oneOf(['customer', 'thirdParty']),
  resumeAt: Type.Optional(Instant),
  personal: PersonalText,
});
/** `action` stands where the wait was for something the customer was asked to do, and says whether it came too late. */
export const CaseResumed = Type.Object({
  ...common,
  action: Type.Optional(Type.Object({ actionId: Uuid, overdue: Type.Boolean() })),
});
export const CaseTransferred = Type.Object({
  ...common,
  team: Word,
  holder: nullable(Word),
  fromTeam: nullable(Word),
  fromHolder: nullable(Word),
  personal: PersonalText,
});
/** `level` counts the steps of the pack's ladder from 1; a person's own escalation carries none. */
export const CaseEscalated = Type.Object({
  ...common,
  escalationId: Uuid,
  to: Word,
  cause: oneOf(['person', 'clock', 'urgency', 'dissatisfaction']),
  clockId: Type.Optional(Uuid),
  metric: Type.Optional(Word),
  level: Type.Optional(Type.Integer({ minimum: 1 })),
  personal: nullable(Type.Object({ reason: Text, summary: Text })),
});
export const CaseEscalationAcknowledged = Type.Object({
  ...common,
  escalationIds: Type.Array(Uuid),
  roles: Type.Array(Word),
});
export const CaseBreachExplained = Type.Object({
  ...common,
  clockId: Uuid,
  metric: Word,
  personal: nullable(Type.Object({ reason: Text, catchUpPlan: Text })),
});
export const CaseReclassified = Type.Object({
  ...common,
  type: Word,
  urgency: Word,
  typeBefore: Word,
  urgencyBefore: Word,
  personal: PersonalText,
});
export const CaseAttached = Type.Object({ ...common, attachmentId: Uuid, attachment: Attachment });
export const CaseResolved = Type.Object({
  ...common,
  outcomePolicy: Type.Optional(
    Type.Object({ policyBasis: Type.Optional(Text), alternativeOffered: Type.Optional(Text) }),
  ),
  personal: nullable(Type.Object({ solution: Text })),
});
export const CaseUnresolvable = Type.Object({ ...common, personal: PersonalText });
/**
 * `score` is kept as given with the pack's scale; `band` is the pack's reading of it. `ratedCycle` stands where a
 * survey came back so late that the case is in a later cycle: the one that was rated.
 */
export const CaseRated = Type.Object({
  ...common,
  ratingId: Uuid,
  score: Type.Optional(Type.Number()),
  scale: Word,
  band: Word,
  sentiment: oneOf(['positive', 'neutral', 'negative']),
  surveyId: Type.Optional(Uuid),
  ratedCycle: Type.Optional(Type.Integer({ minimum: 1 })),
  evidence: Type.Optional(Type.String()),
  personal: nullable(Type.Object({ reason: Type.Optional(Text), basis: Type.Optional(Text) })),
});
/** `lapsed` when the customer never answered and the pack's time for it ran out. */
export const CaseConfirmed = Type.Object({ ...common, lapsed: Type.Boolean() });
export const CaseReopened = Type.Object({ ...common, lead: Type.Optional(Word), personal: PersonalText });
export const CaseClosed = Type.Object({ ...common, outcome: oneOf(OUTCOMES), archiveAt: Instant });
export const CaseArchived = Type.Object({ ...common });

export type CaseOpened = Static<typeof CaseOpened>;
export type CaseContacted = Static<typeof CaseContacted>;
export type CaseEscalated = Static<typeof CaseEscalated>;
export type CaseRated = Static<typeof CaseRated>;
