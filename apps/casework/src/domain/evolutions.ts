import type { EventData } from '@caseloop/contracts';
import type { CaseState, Escalation } from './case.js';
import type { CaseEventOf, CaseEventType } from './events.js';
import { ACKNOWLEDGED_KEPT_MAX, RATINGS_KEPT_MAX } from './limits.js';
import { NO_WORK } from './work.js';
import { WORK_EVOLUTIONS, actionEnded, kept } from './work-evolutions.js';

type Evolution<T extends CaseEventType> = (
  state: CaseState,
  data: EventData<T>,
  at: number,
) => Partial<CaseState>;

const nothing = () => ({});

/** What each event changes beside version, status and cycle. */
export const EVOLUTIONS: { readonly [T in CaseEventType]: Evolution<T> } = {
  // A case is opened once, by `openedCase`.
  'case.opened.v1': nothing,
  'case.classified.v1': (_, { type, urgency, rule }) => ({ type, urgency, rule: rule ?? null }),
  'case.assigned.v1': (_, { team, holder }, at) => ({ team, holder, assignedAt: at }),
  'case.declined.v1': () => ({ holder: null, assignedAt: null }),
  'case.taken.v1': (_, { holder, team }) => ({ holder, team }),
  'case.contacted.v1': (_, { firstResponsible }) => ({ firstResponsible }),
  'case.noted.v1': nothing,
  'case.plan_proposed.v1': (_, { planId, cycle, date, eta, progressChannel }, at) => ({
    plan: { planId, cycle, date, eta, progressChannel, proposedAt: at, acceptedAt: null },
  }),
  'case.plan_accepted.v1': ({ plan }, _, at) => ({ plan: plan && { ...plan, acceptedAt: at } }),
  'case.promise_made.v1': ({ promises }, { promiseId, dueAt }) => ({
    promises: [...promises, { promiseId, dueAt }],
  }),
  'case.promise_settled.v1': ({ promises }, { promiseId, outcome, dueAt }) => ({
    promises:
      outcome === 'kept'
        ? promises.filter((promise) => promise.promiseId !== promiseId)
        : promises.map((promise) =>
            promise.promiseId === promiseId ? { promiseId, dueAt: dueAt ?? promise.dueAt } : promise,
          ),
  }),
  'case.waiting.v1': (_, { resumeAt }) => ({
    resumeAt: resumeAt === undefined ? null : Date.parse(resumeAt),
  }),
  'case.resumed.v1': (state, { action }, at) => ({
    resumeAt: null,
    ...(action !== undefined && actionEnded(state, at, action.overdue)),
  }),
  'case.transferred.v1': (_, { team, holder }, at) => ({ team, holder, assignedAt: at }),
  'case.escalated.v1': ({ escalations }, data, at) => ({
    escalations: kept([...escalations, escalationOf(data, at)], isAcknowledged, ACKNOWLEDGED_KEPT_MAX),
  }),
  'case.escalation_acknowledged.v1': ({ escalations }, { escalationIds, by }, at) => ({
    escalations: kept(
      escalations.map((escalation) =>
        escalationIds.includes(escalation.escalationId) && escalation.acknowledgedAt === null
          ? { ...escalation, acknowledgedAt: at, acknowledgedBy: by.id }
          : escalation,
      ),
      isAcknowledged,
      ACKNOWLEDGED_KEPT_MAX,
    ),
  }),
  'case.breach_explained.v1': nothing,
  'case.reclassified.v1': (_, { type, urgency }) => ({ type, urgency }),
  'case.attached.v1': ({ attachments }, { attachmentId, attachment }, at) => ({
    attachments: [...attachments, { ...attachment, attachmentId, at }],
  }),
  'case.resolved.v1': (state, { cycle }, at) => ({
    resolvedAt: at,
    solvedCycle: cycle,
    resumeAt: null,
    ...actionEnded(state, at),
  }),
  'case.unresolvable.v1': (state, _, at) => ({ resumeAt: null, ...actionEnded(state, at) }),
  'case.rated.v1': ({ ratings }, data, at) => ({
    ratings: [
      ...ratings,
      {
        ratingId: data.ratingId,
        cycle: data.ratedCycle ?? data.cycle,
        scale: data.scale,
        band: data.band,
        sentiment: data.sentiment,
        ...(data.score !== undefined && { score: data.score }),
        at,
        by: data.by,
      },
    ].slice(-RATINGS_KEPT_MAX),
  }),
  'case.confirmed.v1': nothing,
  'case.reopened.v1': () => ({ outcome: null, resolvedAt: null, closedAt: null, archiveAt: null }),
  // A duplicate may be closed in the middle of a wait.
  'case.closed.v1': (state, { outcome, archiveAt }, at) => ({
    outcome,
    resumeAt: null,
    ...actionEnded(state, at),
    closedAt: at,
    archiveAt: Date.parse(archiveAt),
  }),
  'case.archived.v1': () => ({ archiveAt: null }),
  ...WORK_EVOLUTIONS,
};

export function openedCase(caseId: string, { data, time }: CaseEventOf<'case.opened.v1'>): CaseState {
  const { by: _by, from: _from, number, requestId, unit, pack, type, urgency, rule, ...rest } = data;
  const { status, cycle, attachments, personal, ...origin } = rest;
  return {
    id: caseId,
    number,
    requestId,
    unit,
    pack,
    version: 1,
    cycle,
    status,
    outcome: null,
    type,
    urgency,
    rule: rule ?? null,
    team: null,
    holder: null,
    firstResponsible: null,
    openedAt: time,
    assignedAt: null,
    resumeAt: null,
    resolvedAt: null,
    closedAt: null,
    archiveAt: null,
    solvedCycle: 0,
    origin,
    plan: null,
    promises: [],
    escalations: [],
    ratings: [],
    attachments: attachments.map((attachment) => ({ ...attachment, at: time })),
    ...NO_WORK,
    personal,
  };
}

function escalationOf(data: EventData<'case.escalated.v1'>, at: number): Escalation {
  const { escalationId, to, cause, clockId, metric, level } = data;
  return {
    escalationId,
    to,
    cause,
    at,
    ...(clockId !== undefined && { clockId }),
    ...(metric !== undefined && { metric }),
    ...(level !== undefined && { level }),
    acknowledgedAt: null,
    acknowledgedBy: null,
  };
}

function isAcknowledged(escalation: Escalation): boolean {
  return escalation.acknowledgedAt !== null;
}
