import { HOUR } from '@caseloop/service-time';
import { describe, expect, test } from '@jest/globals';
import { CUSTOMER, OPENED_AT, Story } from '../../test/a-case.js';
import { dueAt } from './closing.js';
import { TIME } from './context.js';
import { decideByTime } from './decide.js';

const DUE = OPENED_AT + 2 * HOUR;
const ask = { steps: ['export the log', 'upload it'], dueAt: new Date(DUE).toISOString() };
const inbound = { direction: 'in', channel: 'phone', purpose: 'other', text: 'done' } as const;

function asked(): Story {
  return Story.inProgress().done('askCustomer', ask);
}

describe('a customer who was asked to do something', () => {
  test('is told how and until when, and the case waits for them until then', () => {
    const story = asked();
    expect(story.last('case.customer_asked.v1')).toMatchObject({
      from: 'inProgress',
      status: 'waitingCustomer',
      dueAt: '2026-11-23T03:00:00.000Z',
      personal: { steps: ask.steps },
    });
    expect(dueAt(story.state, story.pack)).toBe(DUE);
    const { actionId } = story.state.customerActions[0]!;
    expect(story.state.personal?.texts).toEqual({ [actionId]: ask.steps });
  });

  test('and is heard of ends the wait: done in time', () => {
    const story = asked().later(HOUR).done('contact', inbound, { by: CUSTOMER });
    expect(story.types.slice(-2)).toEqual(['case.contacted.v1', 'case.resumed.v1']);
    expect(story.state).toMatchObject({
      status: 'inProgress',
      resumeAt: null,
      customerActions: [{ endedAt: OPENED_AT + HOUR, overdue: false }],
    });
    expect(story.last('case.resumed.v1').action).toMatchObject({ overdue: false });
  });

  test('and hears from us is still waited for', () => {
    const out = { ...inbound, direction: 'out' } as const;
    expect(asked().done('contact', out).state.status).toBe('waitingCustomer');
  });

  test('and does nothing ends the wait when the time is over, which stays visible', () => {
    const story = asked().later(2 * HOUR);
    story.tell(decideByTime(story.state, story.context(TIME, DUE)));
    expect(story.state).toMatchObject({
      status: 'inProgress',
      customerActions: [{ endedAt: DUE, overdue: true }],
    });
    expect(story.last('case.resumed.v1')).toMatchObject({ by: TIME, action: { overdue: true } });
  });

  test('and is late is late, whoever noticed first', () => {
    const story = asked()
      .later(2 * HOUR + 1)
      .done('contact', inbound);
    expect(story.state.customerActions).toMatchObject([{ overdue: true }]);
    const exact = asked()
      .later(2 * HOUR)
      .done('resume', {});
    expect(exact.state.customerActions).toMatchObject([{ overdue: false }]);
  });

  test('and need not any more, because it is solved, is no longer asked', () => {
    const story = asked().later(HOUR).done('resolve', { solution: 's' });
    expect(story.state.customerActions).toMatchObject([{ endedAt: OPENED_AT + HOUR, overdue: false }]);
  });

  test('is asked for something that is due later than now', () => {
    const refusal = Story.inProgress()
      .later(2 * HOUR)
      .refused('askCustomer', ask);
    expect(refusal.errors).toMatchObject([{ pointer: '/dueAt', code: 'notLater' }]);
  });
});

test('a plain wait for the customer does not end when they call: what was waited for is not known', () => {
  const story = Story.inProgress().done('wait', { for: 'customer', reason: 'photo' });
  const { status } = story.done('contact', inbound, { by: CUSTOMER }).state;
  expect([status, story.last('case.waiting.v1').status]).toEqual(['waitingCustomer', 'waitingCustomer']);
});
