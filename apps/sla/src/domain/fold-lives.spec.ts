import { describe, expect, test } from '@jest/globals';
import { CaseStory, aClock, after } from '../../test/a-case.js';
import { clocksOf } from '../../test/clocks-of.js';

describe('business days', () => {
  const closure = aClock({
    metric: 'closure',
    starts: [{ on: 'case.confirmed.v1', match: {} }],
    stops: [{ on: 'case.closed.v1', match: {} }],
    target: { businessDays: 1 },
    runs: 'office',
  });

  test('one of them ends at the close of business of the next working day', () => {
    const story = new CaseStory().resolved(after(1)).then('case.confirmed.v1', after(2), {}, 'confirmed');
    expect(clocksOf(story, closure)).toMatchObject([{ start: 2, due: 33 }]);
  });

  test('a start after the last closing belongs to the next working day', () => {
    const story = new CaseStory().resolved(after(1)).then('case.confirmed.v1', after(10), {}, 'confirmed');
    expect(clocksOf(story, closure)).toMatchObject([{ start: 10, due: 57 }]);
  });
});

describe('a cadence', () => {
  const update = { on: 'case.contacted.v1' as const, match: { purpose: 'update' } };
  const updates = aClock({
    metric: 'customerUpdate',
    resets: [update],
    cadence: 'afterEach',
    target: { duration: 'PT2H' },
  });

  test('begins the next instance with each answer, until it is stopped', () => {
    const story = new CaseStory().contacted(after(1)).contacted(after(4)).resolved(after(5));
    expect(clocksOf(story, updates)).toMatchObject([
      { n: 1, start: 0, due: 2, end: 1, state: 'met' },
      { n: 2, start: 1, due: 3, end: 4, state: 'fulfilledLate' },
      { n: 3, start: 4, due: 6, end: 5, state: 'met' },
    ]);
  });

  test('on a grid is not moved by an early answer, and a second early one serves nothing', () => {
    const grid = { ...updates, cadence: 'grid' as const };
    const story = new CaseStory().contacted(after(1)).contacted(after(1, 30)).contacted(after(3));
    expect(clocksOf(story, grid)).toMatchObject([
      { n: 1, start: 0, due: 2, end: 1, state: 'met' },
      { n: 2, start: 2, due: 4, end: 3, state: 'met' },
      { n: 3, start: 4, due: 6, state: 'open' },
    ]);
  });
});

describe('cycles', () => {
  test('a reopened case begins its clocks anew in the next cycle', () => {
    const clock = aClock({
      starts: [
        { on: 'case.opened.v1', match: {} },
        { on: 'case.reopened.v1', match: {} },
      ],
    });
    const story = new CaseStory().resolved(after(1)).reopened(after(10));
    expect(clocksOf(story, clock)).toMatchObject([
      { cycle: 1, n: 1, state: 'met' },
      { cycle: 2, n: 1, start: 10, due: 14, state: 'open' },
    ]);
  });

  test('what ends a cycle belongs to it, also at the instant at which the next one begins', () => {
    const clock = aClock({ metric: 'csatRecontact', starts: [{ on: 'case.rated.v1', match: {} }] });
    const story = new CaseStory().resolved(after(1)).then('case.rated.v1', after(2)).reopened(after(2));
    expect(clocksOf(story, clock)).toMatchObject([{ metric: 'csatRecontact', cycle: 1 }]);
  });
});

describe('parallel clocks', () => {
  const promise = aClock({
    metric: 'promise',
    starts: [{ on: 'case.promise_made.v1', match: {} }],
    stops: [{ on: 'case.promise_settled.v1', match: { outcome: 'kept' } }],
    resets: [{ on: 'case.promise_settled.v1', match: { outcome: 'renegotiated' } }],
    target: { at: 'dueAt' },
    per: 'promiseId',
  });
  const made = (promiseId: string, hour: number) => ({
    promiseId,
    dueAt: new Date(after(hour)).toISOString(),
  });

  test('run one per promise, and each ends by what is said of it', () => {
    const story = new CaseStory()
      .then('case.promise_made.v1', after(1), made('a', 5))
      .then('case.promise_made.v1', after(2), made('b', 3))
      .then('case.promise_settled.v1', after(4), { promiseId: 'b', outcome: 'kept' });
    expect(clocksOf(story, promise)).toMatchObject([
      { start: 1, due: 5, state: 'open' },
      { start: 2, due: 3, end: 4, state: 'fulfilledLate' },
    ]);
  });

  test('a renegotiated promise is answered, and the new one begins', () => {
    const story = new CaseStory()
      .then('case.promise_made.v1', after(1), made('a', 5))
      .then('case.promise_settled.v1', after(4), { ...made('a', 9), outcome: 'renegotiated' });
    expect(clocksOf(story, promise)).toMatchObject([
      { n: 1, due: 5, end: 4, state: 'met' },
      { n: 2, start: 4, due: 9, state: 'open' },
    ]);
  });

  test('an instant that was agreed on is not moved by a pause', () => {
    const story = new CaseStory()
      .then('case.promise_made.v1', after(1), made('a', 5))
      .waits(after(2))
      .resumed(after(4));
    expect(clocksOf(story, { ...promise, pausesWhile: ['waitingCustomer'] })).toMatchObject([{ due: 5 }]);
  });
});

describe('what a clock counts from', () => {
  test('is the field of the opening that the definition names', () => {
    const clock = aClock({ metric: 'recordEntry', from: 'serviceEndedAt', target: { duration: 'PT24H' } });
    const data = { serviceEndedAt: new Date(after(-3)).toISOString() };
    expect(clocksOf(new CaseStory({ data }), clock)).toMatchObject([{ start: -3, due: 21 }]);
  });
});
