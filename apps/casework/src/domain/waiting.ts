import { type Context, type Rule, TIME, stepsOf } from './context.js';
import type { CaseState } from './case.js';
import { type Steps, utc } from './events.js';
import { refuseFields } from './refusal.js';
import { openAction } from './work.js';

const STATUS_OF = { customer: 'waitingCustomer', thirdParty: 'waitingThirdParty' } as const;

export const wait: Rule<'wait'> = (state, { for: whom, reason, resumeAt }, context) => {
  if (resumeAt !== undefined && Date.parse(resumeAt) <= context.at) {
    const message = 'must be later than the command itself';
    return refuseFields({ pointer: '/resumeAt', code: 'notLater', message });
  }
  return stepsOf(state, context).add(
    'case.waiting.v1',
    { for: whom, ...(resumeAt !== undefined && { resumeAt: utc(resumeAt) }), personal: { text: reason } },
    { status: STATUS_OF[whom] },
  );
};

/** The customer is told what to do and until when, and the case waits for it no longer than that. */
export const askCustomer: Rule<'askCustomer'> = (state, { steps, dueAt }, context) => {
  if (Date.parse(dueAt) <= context.at) {
    const message = 'must be later than the command itself';
    return refuseFields({ pointer: '/dueAt', code: 'notLater', message });
  }
  return stepsOf(state, context).add(
    'case.customer_asked.v1',
    { actionId: context.newId(), dueAt: utc(dueAt), personal: { steps: [...steps] } },
    { status: 'waitingCustomer' },
  );
};

export const resume: Rule<'resume'> = (state, _fields, context) =>
  addResumption(stepsOf(state, context), (dueAt) => context.at > dueAt);

/** Back to work. What the customer was asked to do is over: in time, or not. */
export function addResumption(steps: Steps, isOverdue: (dueAt: number) => boolean): Steps {
  const action = openAction(steps.state);
  return steps.add(
    'case.resumed.v1',
    action === null ? {} : { action: { actionId: action.actionId, overdue: isOverdue(action.dueAt) } },
    { status: 'inProgress' },
  );
}

/** The time the case was to wait for has come. */
export function resumeByTime(state: CaseState, context: Context): Steps {
  return addResumption(stepsOf(state, { ...context, by: TIME }), () => true);
}
