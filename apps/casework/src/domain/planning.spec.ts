import { describe, expect, test } from '@jest/globals';
import { CUSTOMER, Story } from '../../test/a-case.js';

const plan = {
  cause: 'module A',
  method: 'replace it',
  date: '2026-11-24T10:00:00+08:00',
  eta: '2026-11-24T18:00:00+08:00',
  progressChannel: 'phone',
} as const;

describe('a plan', () => {
  test('is accepted by its customer', () => {
    const story = Story.inProgress().done('proposePlan', plan).done('acceptPlan', {}, { by: CUSTOMER });
    expect(story.last('case.plan_accepted.v1').planId).toBe(story.last('case.plan_proposed.v1').planId);
    expect(story.state.plan).toMatchObject({ eta: '2026-11-24T10:00:00.000Z', acceptedAt: story.now });
  });

  test('of an earlier cycle cannot be accepted any more', () => {
    const story = Story.inProgress().done('proposePlan', plan).done('resolve', { solution: 's' });
    story.done('reopen', { reason: 'again' });
    expect(story.refused('acceptPlan', {})).toMatchObject({ code: 'noPlan' });
  });
});

describe('a promise', () => {
  const dueAt = '2026-11-23T12:00:00+08:00';
  const made = () => Story.inProgress().done('promise', { what: 'call back', dueAt });

  test('is open until it is kept', () => {
    const story = made();
    const { promiseId } = story.last('case.promise_made.v1');
    story.done('settlePromise', { promiseId, outcome: 'kept' });
    expect(story.state.promises).toEqual([]);
    expect(story.refused('settlePromise', { promiseId, outcome: 'kept' }).code).toBe('unknownPromise');
  });

  test('renegotiated stays open with the new due time, which it must have', () => {
    const story = made();
    const { promiseId } = story.last('case.promise_made.v1');
    const refusal = story.refused('settlePromise', { promiseId, outcome: 'renegotiated' });
    expect(refusal.errors[0]?.pointer).toBe('/dueAt');
    story.done('settlePromise', { promiseId, outcome: 'renegotiated', dueAt: '2026-11-23T16:00:00+08:00' });
    expect(story.state.promises).toEqual([{ promiseId, dueAt: '2026-11-23T08:00:00.000Z' }]);
  });

  test('is not for the past', () => {
    const refusal = Story.inProgress().refused('promise', { what: 'w', dueAt: '2026-11-23T09:00:00+08:00' });
    expect(refusal.code).toBe('notLater');
  });
});
