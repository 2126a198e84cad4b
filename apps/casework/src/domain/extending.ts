import type { Pack } from '@caseloop/policy';
import { businessDaysEnd, compileCalendar } from '@caseloop/service-time';
import type { CaseState } from './case.js';
import type { CommandFields } from './commands.js';
import { type Context, type Rule, stepsOf } from './context.js';
import { instant } from './events.js';
import { Refusal, refuse, refuseFields } from './refusal.js';
import { refuseOwnRequest } from './who.js';
import { openExtensions } from './work.js';

type Requested = CommandFields['requestExtension']['to'];

/** More time for a clock that still runs: with a reason, and with what shows that the customer agreed. */
export const requestExtension: Rule<'requestExtension'> = (state, fields, context) => {
  const { clockId, to: requested, reason, consent } = fields;
  const running = runningClock(clockId, context);
  if (running instanceof Refusal) return running;
  const open = openExtensions(state).find((one) => one.clockId === clockId);
  if (open !== undefined) {
    const message = `the request ${open.extensionId} for this clock is not decided yet`;
    return refuseFields({ pointer: '/clockId', code: 'extensionOpen', message });
  }
  const to = targetOf(state, requested, context.pack);
  if (to instanceof Refusal) return to;
  if (to <= running.dueAt) {
    const message = `${instant(to)} is not later than the present due time, ${instant(running.dueAt)}`;
    return refuseFields({ pointer: '/to', code: 'notLater', message });
  }
  return stepsOf(state, context).add('case.extension_requested.v1', {
    extensionId: context.newId(),
    clockId,
    metric: running.metric,
    dueAt: instant(running.dueAt),
    to: instant(to),
    ...(typeof requested !== 'string' && { businessDays: requested.businessDays }),
    consent: { attachment: consent.attachment },
    personal: { text: reason },
  });
};

/** Another person decides. Refusing is possible at any time; granting only while the clock can still be moved. */
export const decideExtension: Rule<'decideExtension'> = (state, fields, context) => {
  const { extensionId, grant, reason } = fields;
  const open = openExtensions(state);
  const extension = open.find((one) => one.extensionId === extensionId);
  if (extension === undefined) {
    const ids = open.map((one) => one.extensionId).join(', ') || 'none';
    const message = `is no open request of this case; open are ${ids}`;
    return refuseFields({ pointer: '/extensionId', code: 'unknownExtension', message });
  }
  const own = refuseOwnRequest(context.by, extension.requestedBy);
  if (own !== null) return own;
  const { clockId, metric, to, requestedBy } = extension;
  if (grant) {
    const running = runningClock(clockId, context);
    if (running instanceof Refusal) return refuse(running.code, `It cannot be granted: ${running.message}`);
    if (to <= running.dueAt) {
      return refuse(
        'notLater',
        `The clock is due at ${instant(running.dueAt)} by now, later than was asked for`,
      );
    }
  }
  return stepsOf(state, context).add('case.extension_decided.v1', {
    extensionId,
    clockId,
    metric,
    granted: grant,
    ...(grant && { dueAt: instant(to) }),
    requestedBy,
    personal: { text: reason },
  });
};

/** The clock as sla last reported it. What has run out cannot be extended, whatever time a command claims for itself. */
function runningClock(
  clockId: string,
  { clocks, now }: Context,
): { metric: string; dueAt: number } | Refusal {
  const clock = clocks[clockId];
  const pointer = '/clockId';
  if (clock === undefined) {
    return refuseFields({ pointer, code: 'unknownClock', message: 'is no clock of this case' });
  }
  const { metric, state, dueAt } = clock;
  if (state !== 'running' || dueAt === null) {
    return refuseFields({ pointer, code: 'notRunning', message: `the clock ${metric} is ${state}` });
  }
  if (now < dueAt) return { metric, dueAt };
  return refuseFields({
    pointer,
    code: 'pastDue',
    message: `the clock ${metric} was due at ${instant(dueAt)}`,
  });
}

/** Business days are counted from the opening, by the calendar the pack counts its own business days by. */
function targetOf({ openedAt }: CaseState, to: Requested, pack: Pack): number | Refusal {
  if (typeof to === 'string') return Date.parse(to);
  const name = pack.clocks.find(({ target, runs }) => 'businessDays' in target && runs !== '24x7')?.runs;
  const calendar = name === undefined ? undefined : pack.calendars[name];
  if (calendar !== undefined) return businessDaysEnd(compileCalendar(calendar), openedAt, to.businessDays);
  const message = `${pack.name} has no clock in business days, and so no calendar to count them by; name a time`;
  return refuseFields({ pointer: '/to/businessDays', code: 'noBusinessCalendar', message });
}
