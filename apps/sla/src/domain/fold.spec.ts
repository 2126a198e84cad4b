import { describe, expect, test } from '@jest/globals';
import { CaseStory, aClock, after } from '../../test/a-case.js';
import { clocksOf } from '../../test/clocks-of.js';

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

  test('is met by an answer that was given in time and told of after a later one', () => {
    const story = new CaseStory().resolved(after(5)).then('case.resolved.v1', after(3));
    expect(clocksOf(story, aClock())).toMatchObject([{ end: 3, state: 'met' }]);
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

  test('that is dated before the state it followed begins with that state', () => {
    const story = new CaseStory().waits(after(2), 'waitingThirdParty').waits(after(1)).resumed(after(3));
    expect(clocksOf(story, paused)).toMatchObject([{ due: 5 }]);
  });

  test('is nothing when it is said to have ended before it began', () => {
    const story = new CaseStory().waits(after(2)).resumed(after(1));
    expect(clocksOf(story, paused)).toMatchObject([{ due: 4, state: 'open' }]);
  });
});
