import { type Rule, stepsOf } from './context.js';
import { utc } from './events.js';
import { PROMISES_OPEN_MAX } from './limits.js';
import { refuse, refuseFields } from './refusal.js';

/** A newer plan replaces the one before it; the timeline keeps both. */
export const proposePlan: Rule<'proposePlan'> = (state, plan, context) =>
  stepsOf(state, context).add('case.plan_proposed.v1', {
    planId: context.newId(),
    date: utc(plan.date),
    eta: utc(plan.eta),
    progressChannel: plan.progressChannel,
    personal: {
      cause: plan.cause,
      method: plan.method,
      ...(plan.steps !== undefined && { steps: [...plan.steps] }),
    },
  });

export const acceptPlan: Rule<'acceptPlan'> = (state, { evidence }, context) => {
  if (state.plan === null || state.plan.cycle !== state.cycle) {
    return refuse('noPlan', 'No plan was proposed in this cycle that could be accepted');
  }
  return stepsOf(state, context).add('case.plan_accepted.v1', {
    planId: state.plan.planId,
    ...(evidence !== undefined && { evidence }),
  });
};

export const promise: Rule<'promise'> = (state, { what, dueAt, channel }, context) => {
  if (state.promises.length >= PROMISES_OPEN_MAX) {
    return refuse('tooManyPromises', `A case has at most ${PROMISES_OPEN_MAX} promises open at once`);
  }
  if (Date.parse(dueAt) <= context.at) return refuseFields(notLater('/dueAt'));
  return stepsOf(state, context).add('case.promise_made.v1', {
    promiseId: context.newId(),
    dueAt: utc(dueAt),
    ...(channel !== undefined && { channel }),
    personal: { what },
  });
};

/** Kept, it is done with; renegotiated, it stays with the due time the customer agreed to instead. */
export const settlePromise: Rule<'settlePromise'> = (state, { promiseId, outcome, dueAt }, context) => {
  const open = state.promises.map((one) => one.promiseId);
  if (!open.includes(promiseId)) {
    const message = `is no open promise of this case; open are ${open.join(', ') || 'none'}`;
    return refuseFields({ pointer: '/promiseId', code: 'unknownPromise', message });
  }
  if (outcome === 'renegotiated') {
    const message = 'a renegotiated promise has a new due time';
    if (dueAt === undefined) return refuseFields({ pointer: '/dueAt', code: 'required', message });
    if (Date.parse(dueAt) <= context.at) return refuseFields(notLater('/dueAt'));
  }
  return stepsOf(state, context).add('case.promise_settled.v1', {
    promiseId,
    outcome,
    ...(outcome === 'renegotiated' && { dueAt: utc(dueAt!) }),
  });
};

function notLater(pointer: string) {
  return { pointer, code: 'notLater', message: 'must be later than the command itself' };
}
