import type { Static, TSchema } from '@sinclair/typebox';
import * as assignment from './assignment-events.js';
import * as cases from './case-events.js';
import * as work from './case-work-events.js';
import * as clocks from './clock-events.js';
import * as notifications from './notification-events.js';
import * as requests from './request-events.js';
import { StreamHeads } from './stream-events.js';
import type { ServiceName, Source } from './vocabulary.js';

/** Every event once: its type, its schema. The owner follows from the source that publishes it. */
export const EVENT_SCHEMAS = {
  'request.accepted.v1': requests.RequestAccepted,
  'request.rejected.v1': requests.RequestRejected,
  'policy.published.v1': requests.PolicyPublished,
  'case.opened.v1': cases.CaseOpened,
  'case.classified.v1': cases.CaseClassified,
  'case.assigned.v1': cases.CaseAssigned,
  'case.declined.v1': cases.CaseDeclined,
  'case.taken.v1': cases.CaseTaken,
  'case.contacted.v1': cases.CaseContacted,
  'case.noted.v1': cases.CaseNoted,
  'case.plan_proposed.v1': cases.CasePlanProposed,
  'case.plan_accepted.v1': cases.CasePlanAccepted,
  'case.promise_made.v1': cases.CasePromiseMade,
  'case.promise_settled.v1': cases.CasePromiseSettled,
  'case.waiting.v1': cases.CaseWaiting,
  'case.resumed.v1': cases.CaseResumed,
  'case.transferred.v1': cases.CaseTransferred,
  'case.escalated.v1': cases.CaseEscalated,
  'case.escalation_acknowledged.v1': cases.CaseEscalationAcknowledged,
  'case.breach_explained.v1': cases.CaseBreachExplained,
  'case.reclassified.v1': cases.CaseReclassified,
  'case.attached.v1': cases.CaseAttached,
  'case.assistant_added.v1': work.CaseAssistantAdded,
  'case.task_force_formed.v1': work.CaseTaskForceFormed,
  'case.task_added.v1': work.CaseTaskAdded,
  'case.task_completed.v1': work.CaseTaskCompleted,
  'case.extension_requested.v1': work.CaseExtensionRequested,
  'case.extension_decided.v1': work.CaseExtensionDecided,
  'case.customer_asked.v1': work.CaseCustomerAsked,
  'case.linked.v1': work.CaseLinked,
  'case.need_added.v1': work.CaseNeedAdded,
  'case.identity_checked.v1': work.CaseIdentityChecked,
  'case.resolved.v1': cases.CaseResolved,
  'case.unresolvable.v1': cases.CaseUnresolvable,
  'case.rated.v1': cases.CaseRated,
  'case.confirmed.v1': cases.CaseConfirmed,
  'case.reopened.v1': cases.CaseReopened,
  'case.closed.v1': cases.CaseClosed,
  'case.archived.v1': cases.CaseArchived,
  'assignment.made.v1': assignment.AssignmentMade,
  'assignment.declined.v1': assignment.AssignmentDeclined,
  'assignment.stalled.v1': assignment.AssignmentStalled,
  'clock.started.v1': clocks.ClockStarted,
  'clock.paused.v1': clocks.ClockPaused,
  'clock.resumed.v1': clocks.ClockResumed,
  'clock.warned.v1': clocks.ClockWarned,
  'clock.breached.v1': clocks.ClockBreached,
  'clock.met.v1': clocks.ClockMet,
  'clock.fulfilled_late.v1': clocks.ClockFulfilledLate,
  'clock.cancelled.v1': clocks.ClockCancelled,
  'clock.superseded.v1': clocks.ClockSuperseded,
  'clock.extended.v1': clocks.ClockExtended,
  'clock.corrected.v1': clocks.ClockCorrected,
  'notification.planned.v1': notifications.NotificationPlanned,
  'notification.handed_over.v1': notifications.NotificationHandedOver,
  'notification.failed.v1': notifications.NotificationFailed,
  'survey.sent.v1': notifications.SurveySent,
  'survey.answered.v1': notifications.SurveyAnswered,
  'stream.heads.v1': StreamHeads,
} as const satisfies Record<string, TSchema>;

export type EventType = keyof typeof EVENT_SCHEMAS;
export type EventData<T extends EventType> = Static<(typeof EVENT_SCHEMAS)[T]>;
export const EVENT_TYPES = Object.keys(EVENT_SCHEMAS) as EventType[];

/** The service that owns a source, numbers its streams and keeps what it said. */
export const SOURCE_OWNERS: Readonly<Record<Source, ServiceName>> = {
  'caseloop/intake': 'intake',
  'caseloop/policies': 'intake',
  'caseloop/casework': 'casework',
  'caseloop/routing': 'routing',
  'caseloop/sla': 'sla',
  'caseloop/notifications': 'notifications',
};

/**
 * Who listens to whom. A consumer's queue takes every type of a source or none, so this table is the whole
 * topology of `caseloop.events`: queue `<service>.events`, one binding per source.
 */
export const SUBSCRIPTIONS: Readonly<Record<ServiceName, readonly Source[]>> = {
  intake: ['caseloop/casework'],
  casework: [
    'caseloop/intake',
    'caseloop/policies',
    'caseloop/routing',
    'caseloop/sla',
    'caseloop/notifications',
  ],
  routing: ['caseloop/casework', 'caseloop/policies'],
  sla: ['caseloop/casework', 'caseloop/notifications', 'caseloop/routing', 'caseloop/policies'],
  notifications: ['caseloop/casework', 'caseloop/routing', 'caseloop/sla', 'caseloop/policies'],
  analytics: [
    'caseloop/intake',
    'caseloop/policies',
    'caseloop/casework',
    'caseloop/routing',
    'caseloop/sla',
    'caseloop/notifications',
  ],
};

const AGGREGATE_SOURCES: Readonly<Record<string, Source>> = {
  request: 'caseloop/intake',
  policy: 'caseloop/policies',
  case: 'caseloop/casework',
  assignment: 'caseloop/routing',
  clock: 'caseloop/sla',
  notification: 'caseloop/notifications',
  survey: 'caseloop/notifications',
};

/** The one source that publishes a type, or null for `stream.heads.v1`, which every source publishes. */
export function sourceOf(type: EventType): Source | null {
  return AGGREGATE_SOURCES[type.split('.')[0]!] ?? null;
}
