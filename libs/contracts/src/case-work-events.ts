import { Type } from '@sinclair/typebox';
import { commonCaseFields as common } from './case-events.js';
import { Actor, Instant, PersonalText, Text, Uuid, Word, nullable, oneOf } from './shapes.js';
import { LINK_RELATIONS } from './vocabulary.js';

/** What a case takes beside its main path: more hands, tasks, more time, the customer's part, other cases. */

export const CaseAssistantAdded = Type.Object({ ...common, agent: Word });
/** The latest task force is the one in charge; `lead` is one of `members`. */
export const CaseTaskForceFormed = Type.Object({ ...common, members: Type.Array(Word), lead: Word });
/** While a task is open its case cannot be resolved. */
export const CaseTaskAdded = Type.Object({
  ...common,
  taskId: Uuid,
  department: Word,
  owner: nullable(Word),
  dueAt: Instant,
  personal: nullable(Type.Object({ title: Text })),
});
export const CaseTaskCompleted = Type.Object({
  ...common,
  taskId: Uuid,
  department: Word,
  personal: nullable(Type.Object({ result: Text })),
});
/** `dueAt` is the clock's due time when it was asked, `to` the one asked for; `consent` shows that the customer agreed. */
export const CaseExtensionRequested = Type.Object({
  ...common,
  extensionId: Uuid,
  clockId: Uuid,
  metric: Word,
  dueAt: Instant,
  to: Instant,
  businessDays: Type.Optional(Type.Integer({ minimum: 1 })),
  consent: Type.Object({ attachment: Type.String({ maxLength: 2048 }) }),
  personal: PersonalText,
});
/** `dueAt` is the clock's new due time and stands where the extension was granted; refused, the clock is untouched. */
export const CaseExtensionDecided = Type.Object({
  ...common,
  extensionId: Uuid,
  clockId: Uuid,
  metric: Word,
  granted: Type.Boolean(),
  dueAt: Type.Optional(Instant),
  requestedBy: Actor,
  personal: PersonalText,
});
/** The customer has something to do; the case waits for it until `dueAt`. */
export const CaseCustomerAsked = Type.Object({
  ...common,
  actionId: Uuid,
  dueAt: Instant,
  personal: nullable(Type.Object({ steps: Type.Array(Text) })),
});
/**
 * What another case is to this one, told on both: `duplicateOf` here is `hasDuplicate` there, `followOn` here (this
 * case follows on the other) is `hasFollowOn` there. `openedAt` is when the other one was opened, `needId` the need
 * that the follow-on came of.
 */
export const CaseLinked = Type.Object({
  ...common,
  caseId: Uuid,
  number: Word,
  as: oneOf(LINK_RELATIONS),
  openedAt: Instant,
  needId: Type.Optional(Uuid),
});
/** Something else the customer needs: it becomes a case of its own that follows on this one. */
export const CaseNeedAdded = Type.Object({
  ...common,
  needId: Uuid,
  type: Word,
  personal: nullable(Type.Object({ verbatim: Text })),
});
export const CaseIdentityChecked = Type.Object({
  ...common,
  checkId: Uuid,
  method: Word,
  passed: Type.Boolean(),
  personal: nullable(Type.Object({ evidence: Text })),
});
