import { type Context, type Rule, TIME, stepsOf } from './context.js';
import type { CaseState } from './case.js';
import { type Steps, utc } from './events.js';
import { refuseFields } from './refusal.js';

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

export const resume: Rule<'resume'> = (state, _fields, context) =>
  stepsOf(state, context).add('case.resumed.v1', {}, { status: 'inProgress' });

/** The time the case was to wait for has come. */
export function resumeByTime(state: CaseState, context: Context): Steps {
  return stepsOf(state, { ...context, by: TIME }).add('case.resumed.v1', {}, { status: 'inProgress' });
}
