import { describe, expect, test } from '@jest/globals';
import type { ClockDefinition } from '@caseloop/policy';
import { CaseStory, aClock, aPack, after } from '../../test/a-case.js';
import { reckon } from './clock-row.js';
import { foldClocks } from './fold.js';

/** The clocks of a story, as far as this file looks at them. Instants are hours after the opening. */
function clocksOf(story: CaseStory, ...clocks: readonly ClockDefinition[]) {
  const folded = foldClocks(aPack(...clocks), story.facts);
  return folded.clocks.map((clock) => {
    const { startedAt, dueAt, endedAt, endState } = reckon(clock, folded.periods);
    const { metric, cycle, n } = clock.key;
    return {
      metric,
      cycle,
      n,
      start: hours(startedAt),
      due: hours(dueAt),
      end: hours(endedAt),
      state: endState ?? (dueAt === null ? 'paused' : 'open'),
    };
  });
}

function hours(at: number | null): number | null {
  return at === null ? null : (at - after(0)) / 3_600_000;
}

const paused = aClock({ pausesWhile: ['waitingCustomer'] });

describe('a clock that ends', () => {
  test('is met when the answer comes exactly at the due time', () => {
    expect(clocksOf(new CaseStory().resolved(after(4)), aClock())).toMatchObject([
      { due: 4, end: 4, state: 'met' },
    ]);
  });

  test('is late when the answer comes a millisecond after the due time, whoever noticed', () => {
    const [clock] = clocksOf(new CaseStory().resolved(after(4) + 1), aClock());
    expect(clock).toMatchObject({ due: 4, state: 'fulfilledLate' });
  });

  test('is cancelled when the case closes without an answer in time', () => {
    expect(clocksOf(new CaseStory().closed(after(3)), aClock())).toMatchObject([
      { end: 3, state: 'cancelled' },
    ]);
  });

  test('stays breached when the case ends without an answer after the due time', () => {
    const story = new CaseStory().then('case.unresolvable.v1', after(5), {}, 'unresolvable');
    expect(clocksOf(story, aClock())).toMatchObject([{ end: 5, state: 'breached' }]);
  });

  test('ends by its stop where the same event would also reset, cancel and end the case', () => {
    const everything = [{ on: 'case.closed.v1' as const, match: {} }];
    const clock = aClock({
      stops: everything,
      resets: everything,
      cancels: everything,
      cadence: 'afterEach',
    });
    expect(clocksOf(new CaseStory().closed(after(1)), clock)).toMatchObject([{ state: 'met' }]);
  });

  test('is cancelled by the pack where it says so', () => {
    const clock = aClock({ cancels: [{ on: 'case.waiting.v1', match: {} }] });
    expect(clocksOf(new CaseStory().waits(after(1)), clock)).toMatchObject([{ end: 1, state: 'cancelled' }]);
  });

  test('does not begin with an event that would end it', () => {
    const clock = aClock({ stops: [{ on: 'case.opened.v1', match: {} }] });
    expect(clocksOf(new CaseStory(), clock)).toEqual([]);
  });

  test('looks at the data of its events', () => {
    const byPerson = { on: 'case.contacted.v1' as const, match: { 'by.kind': 'agent', direction: 'out' } };
    const clock = aClock({ stops: [byPerson] });
    const story = new CaseStory()
      .contacted(after(1), { direction: 'in' })
      .contacted(after(2), { direction: 'out' });
    expect(clocksOf(story, clock)).toMatchObject([{ end: 2, state: 'met' }]);
  });

  test('can be stopped by what notifications report', () => {
    const clock = aClock({
      stops: [{ on: 'notification.handed_over.v1', match: { template: 'planNotice' } }],
    });
    const story = new CaseStory().told('acceptanceNotice', after(1)).told('planNotice', after(2));
    expect(clocksOf(story, clock)).toMatchObject([{ end: 2, state: 'met' }]);
  });
});

describe('a pause', () => {
  test('holds the due time while it lasts', () => {
    expect(clocksOf(new CaseStory().waits(after(1)), paused)).toMatchObject([{ due: null, state: 'paused' }]);
  });

  test('moves the due time by as long as it lasted', () => {
    const story = new CaseStory().waits(after(1)).resumed(after(3));
    expect(clocksOf(story, paused)).toMatchObject([{ due: 6, state: 'open' }]);
  });

  test('counts only the states that the definition names', () => {
    const story = new CaseStory().waits(after(1), 'waitingThirdParty').resumed(after(3));
    expect(clocksOf(story, paused)).toMatchObject([{ due: 4 }]);
  });

  test('after the due time undoes no breach', () => {
    const story = new CaseStory().waits(after(5)).resolved(after(6));
    expect(clocksOf(story, paused)).toMatchObject([{ due: 4, end: 6, state: 'fulfilledLate' }]);
  });

  test('ends with the answer', () => {
    const story = new CaseStory().waits(after(1)).resolved(after(100));
    expect(clocksOf(story, paused)).toMatchObject([{ end: 100, state: 'met' }]);
  });

  test('counts in open time only', () => {
    // Paused from 17:30 to 09:30 the next day: half an hour in the evening and half an hour in the morning.
    const office = aClock({ runs: 'office', target: { duration: 'PT8H' }, pausesWhile: ['waitingCustomer'] });
    const story = new CaseStory().waits(after(8, 30)).resumed(after(24, 30));
    expect(clocksOf(story, office)).toMatchObject([{ due: 25.5 }]);
  });

  test('that is told of late counts from when it happened', () => {
    const story = new CaseStory().taken(after(1)).contacted(after(2)).waits(after(2, 30)).resumed(after(3));
    expect(clocksOf(story, paused)).toMatchObject([{ due: 4.5 }]);
  });

  test('is not ended by a remark that is dated into it', () => {
    const story = new CaseStory().waits(after(1)).resumed(after(3)).then('case.noted.v1', after(2));
    expect(clocksOf(story, paused)).toMatchObject([{ due: 6 }]);
  });

  test('is nothing when it is said to have ended before it began', () => {
    const story = new CaseStory().waits(after(2)).resumed(after(1));
    expect(clocksOf(story, paused)).toMatchObject([{ due: 4, state: 'open' }]);
  });
});

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
