import { caseInput, escalationsFor } from '@caseloop/policy';
import type { CaseState, Escalation } from './case.js';
import { CASEWORK, type Context, type Rule, TIME, stepsOf } from './context.js';
import type { CaseEvent, Steps } from './events.js';
import { ESCALATIONS_OPEN_MAX } from './limits.js';
import { refuse, refuseFields } from './refusal.js';
import { ruleFacts } from './rule-facts.js';
import { isUnclosed } from './transitions.js';

export const escalate: Rule<'escalate'> = (state, { to, reason, summary }, context) => {
  const roles = context.pack.roles.map(({ id }) => id);
  if (!roles.includes(to)) {
    const message = `"${to}" is no role of ${context.pack.name}; its roles are ${roles.join(', ')}`;
    return refuseFields({ pointer: '/to', code: 'unknownRole', message });
  }
  if (state.escalations.filter(isUnacknowledged).length >= ESCALATIONS_OPEN_MAX) {
    const message = `${ESCALATIONS_OPEN_MAX} escalations of this case are not acknowledged; one more tells nobody more`;
    return refuse('tooManyEscalations', message);
  }
  return stepsOf(state, context).add('case.escalated.v1', {
    escalationId: context.newId(),
    to,
    cause: 'person',
    personal: { reason, summary },
  });
};

/** Without an id: all that are open. What is acknowledged already stays with who was first. */
export const acknowledgeEscalation: Rule<'acknowledgeEscalation'> = (state, { escalationId }, context) => {
  const named = state.escalations.filter(
    (one) => escalationId === undefined || one.escalationId === escalationId,
  );
  if (named.length === 0) {
    if (escalationId === undefined) return refuse('noEscalation', 'The case was never escalated');
    const message = 'is no escalation of this case';
    return refuseFields({ pointer: '/escalationId', code: 'unknownEscalation', message });
  }
  const open = named.filter(isUnacknowledged);
  const steps = stepsOf(state, context);
  if (open.length === 0) return steps;
  return steps.add('case.escalation_acknowledged.v1', {
    escalationIds: open.map((one) => one.escalationId),
    roles: [...new Set(open.map(({ to }) => to))],
  });
};

export const explainBreach: Rule<'explainBreach'> = (state, { clockId, reason, catchUpPlan }, context) => {
  const clock = context.clocks[clockId];
  if (clock === undefined || !clock.isBreached) {
    const message = 'is no breached clock of this case';
    return refuseFields({ pointer: '/clockId', code: 'unknownBreach', message });
  }
  return stepsOf(state, context).add('case.breach_explained.v1', {
    clockId,
    metric: clock.metric,
    personal: { reason, catchUpPlan },
  });
};

export interface ClockStep {
  readonly clockId: string;
  readonly metric: string;
  readonly level: number;
  readonly to: string;
  readonly reason: string;
}

/** A step of a clock's ladder. Once per clock and level, and only while the case is not closed. */
export function escalateByClock(state: CaseState, step: ClockStep, context: Context): Steps {
  const steps = stepsOf(state, { ...context, by: TIME });
  const { clockId, metric, level, to, reason } = step;
  const isKnown = state.escalations.some((one) => one.clockId === clockId && one.level === level);
  if (isKnown || !isUnclosed(state.status)) return steps;
  return steps.add('case.escalated.v1', {
    escalationId: context.newId(),
    to,
    cause: 'clock',
    clockId,
    metric,
    level,
    personal: { reason, summary: summaryOf(state) },
  });
}

/** What the pack escalates without a clock, because of what has just been said about the case. */
export function escalateByRule(steps: Steps, because: readonly CaseEvent[], context: Context): void {
  for (const event of because) {
    for (const rule of escalationsFor(context.pack, event, caseInput(ruleFacts(steps.state)))) {
      addByRule(steps, rule.to, rule.cause, rule.reason[context.pack.locale], context);
    }
    if (event.type === 'case.reopened.v1' && event.data.lead !== undefined) {
      const isTold = steps.events.some(
        (said) => said.type === 'case.escalated.v1' && said.data.to === event.data.lead,
      );
      const reason = event.data.personal?.text ?? '';
      if (!isTold) addByRule(steps, event.data.lead, 'dissatisfaction', reason, context);
    }
  }
}

function addByRule(
  steps: Steps,
  to: string,
  cause: 'urgency' | 'dissatisfaction',
  reason: string,
  context: Context,
) {
  steps.add(
    'case.escalated.v1',
    { escalationId: context.newId(), to, cause, personal: { reason, summary: summaryOf(steps.state) } },
    { by: CASEWORK },
  );
}

function isUnacknowledged(escalation: Escalation): boolean {
  return escalation.acknowledgedAt === null;
}

function summaryOf({ personal }: CaseState): string {
  return personal?.summary ?? personal?.verbatim ?? '';
}
