import type { TimelineRow } from './case-lists.repository.js';
import type { CaseState } from './domain/case.js';
import { instant } from './domain/events.js';
import { maskedCustomer } from './domain/masking.js';
import { workView } from './work-view.js';

/** A case as `/v1/cases` answers it; `now`, epoch milliseconds, decides what is overdue. */
export function caseView(state: CaseState, now: number) {
  const { id, number, unit, pack, version, cycle, status, outcome, type, urgency, rule } = state;
  const { team, holder, firstResponsible, requestId, origin, personal } = state;
  const { customer, source, channel, ...more } = origin;
  return {
    id,
    number,
    unit,
    pack,
    version,
    cycle,
    status,
    outcome,
    type,
    urgency,
    rule,
    team,
    holder,
    firstResponsible,
    customer: maskedCustomer(customer, personal),
    channel,
    source,
    openedAt: instant(state.openedAt),
    assignedAt: orNull(state.assignedAt),
    resumeAt: orNull(state.resumeAt),
    resolvedAt: orNull(state.resolvedAt),
    closedAt: orNull(state.closedAt),
    archiveAt: orNull(state.archiveAt),
    requestId,
    ...more,
    ...textsOf(state),
    ...workOf(state),
    ...workView(state, now),
  };
}

/** What was asked, in the words of the customer and of whoever took it down. */
function textsOf({ personal }: CaseState) {
  if (personal === null) return { verbatim: null };
  const { customer: _customer, texts: _texts, ...said } = personal;
  return said;
}

function workOf({ plan, promises, escalations, ratings, attachments }: CaseState) {
  return {
    plan: plan && { ...plan, proposedAt: instant(plan.proposedAt), acceptedAt: orNull(plan.acceptedAt) },
    promises,
    escalations: escalations.map((one) => ({
      ...one,
      at: instant(one.at),
      acknowledgedAt: orNull(one.acknowledgedAt),
    })),
    ratings: ratings.map((one) => ({ ...one, at: instant(one.at) })),
    attachments: attachments.map((one) => ({ ...one, at: instant(one.at) })),
  };
}

/** One event of a case as its timeline tells it. */
export function timelineEntry({ type, time, recordedat, data }: TimelineRow) {
  const { by, ...rest } = data;
  return { at: time, recordedAt: recordedat, type, by, data: rest };
}

function orNull(ms: number | null): string | null {
  return ms === null ? null : instant(ms);
}
