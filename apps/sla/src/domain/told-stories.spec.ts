import { describe, expect, test } from '@jest/globals';
import { CaseStory, aClock, aPack, after, nextVersion, published } from '../../test/a-case.js';
import { ToldStory } from '../../test/told-story.js';

const RESOLUTION = 'resolution/1/1/null';
/** Five working hours; waiting for the customer does not count. */
const office = aClock({ runs: 'office', target: { duration: 'PT5H' }, pausesWhile: ['waitingCustomer'] });
const byUrgency = [
  aClock({ id: 'resolution.urgent', match: { urgency: 'urgent' }, target: { duration: 'PT2H' } }),
  aClock({ id: 'resolution.normal', pausesWhile: ['waitingCustomer'] }),
];

describe('more time', () => {
  test('that is granted moves the due time, once, and both are measured', () => {
    const told = new ToldStory(
      'extension-granted',
      aPack({ ...office, warn: [{ id: 'half', percent: 50 }] }),
    );
    const story = new CaseStory();
    expect(told.hear(after(0), 'opened', ...story.facts)).toEqual([
      'resolution 1.1: running, due 11-23 15:30',
    ]);
    told.hear(after(4), 'half has passed');
    story.decided(after(5), RESOLUTION, after(27));
    expect(told.hear(after(5), 'granted until noon', ...story.facts.slice(-1))).toEqual([
      'resolution 1.1: running, due 11-24 12:00',
    ]);
    story.waits(after(6)).resumed(after(7));
    expect(told.hear(after(7), 'an hour of waiting', ...story.facts.slice(-2))).toEqual([
      'resolution 1.1: running, due 11-24 14:30',
    ]);
    story.resolved(after(26));
    expect(told.hear(after(26), 'resolved', ...story.facts.slice(-1))).toEqual([
      'resolution 1.1: met, due 11-24 14:30, ended 11-24 11:00',
    ]);
    told.expectGolden();
  });

  test('that is refused leaves the clock as it was', () => {
    const told = new ToldStory('extension-refused', aPack(office));
    const story = new CaseStory().decided(after(5), RESOLUTION, null);
    expect(told.hear(after(5), 'refused', ...story.facts)).toEqual([
      'resolution 1.1: running, due 11-23 15:30',
    ]);
    story.resolved(after(7));
    expect(told.hear(after(7), 'resolved', ...story.facts.slice(-1))).toEqual([
      'resolution 1.1: fulfilledLate, due 11-23 15:30, ended 11-23 16:00',
    ]);
    told.expectGolden();
  });

  test('that is granted after the due time mends nothing', () => {
    const told = new ToldStory('extension-too-late', aPack(office));
    const story = new CaseStory().decided(after(7), RESOLUTION, after(27));
    expect(told.hear(after(8), 'granted too late', ...story.facts)).toEqual([
      'resolution 1.1: breached, due 11-23 15:30',
    ]);
    told.expectGolden();
  });
});

describe('a case that comes back', () => {
  test('has its verdict, and begins anew in the next cycle', () => {
    const starts = [...aClock().starts, { on: 'case.reopened.v1' as const, match: {} }];
    const told = new ToldStory('reopened', aPack({ ...office, starts }));
    const story = new CaseStory().resolved(after(6));
    told.hear(after(6), 'resolved', ...story.facts);
    story.reopened(after(25));
    expect(told.hear(after(25), 'dissatisfied', ...story.facts.slice(-1))).toEqual([
      'resolution 1.1: met, due 11-23 15:30, ended 11-23 15:00',
      'resolution 2.1: running, due 11-24 16:30',
    ]);
    told.expectGolden();
  });

  test('from one team to another has one clock of its own in each, and goes on with the others', () => {
    const ownership = aClock({
      metric: 'ownership',
      per: 'team',
      starts: [
        { on: 'case.assigned.v1', match: {} },
        { on: 'case.transferred.v1', match: {} },
      ],
      stops: [
        { on: 'case.transferred.v1', match: {} },
        { on: 'case.resolved.v1', match: {} },
      ],
      target: { duration: 'PT2H' },
    });
    const told = new ToldStory('transferred', aPack(aClock(), ownership));
    const story = new CaseStory().assigned(after(0, 10), 'desk');
    told.hear(after(1), 'assigned', ...story.facts);
    story.transferred(after(1, 30), 'desk', 'desk').transferred(after(1, 40), 'lab', 'desk');
    expect(told.hear(after(2), 'passed around, then handed on', ...story.facts.slice(-2))).toEqual([
      'resolution 1.1: running, due 11-23 13:00',
      'ownership of desk 1.1: met, due 11-23 11:10, ended 11-23 10:40',
      'ownership of lab 1.1: running, due 11-23 12:40',
    ]);
    story.resolved(after(3, 50));
    expect(told.hear(after(4), 'resolved', ...story.facts.slice(-1))).toEqual([
      'resolution 1.1: met, due 11-23 13:00, ended 11-23 12:50',
      'ownership of desk 1.1: met, due 11-23 11:10, ended 11-23 10:40',
      'ownership of lab 1.1: fulfilledLate, due 11-23 12:40, ended 11-23 12:50',
    ]);
    told.expectGolden();
  });
});

describe('a duplicate', () => {
  test('that is merged into another case has no promises any more, for that reason', () => {
    const told = new ToldStory('merged-away', aPack(aClock()));
    const story = new CaseStory().linked(after(1), 'duplicateOf', after(-1)).closed(after(1), 'merged');
    expect(told.hear(after(1), 'merged', ...story.facts)).toEqual([
      'resolution 1.1: cancelled, due 11-23 13:00, ended 11-23 10:00',
    ]);
    told.expectGolden();
  });

  test('that was there before gives the kept case its start for what is not met', () => {
    const answer = aClock({
      metric: 'firstResponse',
      stops: [{ on: 'case.contacted.v1', match: {} }],
      target: { duration: 'PT2H' },
    });
    const told = new ToldStory('merged-into', aPack(aClock(), answer));
    const story = new CaseStory().contacted(after(0, 30));
    told.hear(after(1), 'answered', ...story.facts);
    story.linked(after(1), 'hasDuplicate', after(-2));
    expect(told.hear(after(1), 'merged', ...story.facts.slice(-1))).toEqual([
      'resolution 1.1: superseded, due 11-23 13:00, ended 11-23 10:00',
      'firstResponse 1.1: met, due 11-23 11:00, ended 11-23 09:30',
      'resolution 1.2: running, due 11-23 11:00',
    ]);
    told.expectGolden();
  });
});

describe('urgency', () => {
  test('that is raised asks for more from the beginning, the pauses taken along', () => {
    const told = new ToldStory('urgency-raised', aPack(...byUrgency));
    const story = new CaseStory().waits(after(0, 20)).resumed(after(0, 50));
    expect(told.hear(after(1), 'waited', ...story.facts)).toEqual([
      'resolution 1.1: running, due 11-23 13:30',
    ]);
    story.reclassified(after(1), 'urgent');
    expect(told.hear(after(1), 'raised', ...story.facts.slice(-1))).toEqual([
      'resolution 1.1: superseded, due 11-23 13:30, ended 11-23 10:00',
      'resolution 1.2: running, due 11-23 11:30',
    ]);
    told.hear(after(3), 'nobody answers');
    told.expectGolden();
  });

  test('that is lowered leaves the tighter due time', () => {
    const told = new ToldStory('urgency-lowered', aPack(...byUrgency));
    const story = new CaseStory({ urgency: 'urgent' });
    expect(told.hear(after(0), 'opened', ...story.facts)).toEqual([
      'resolution 1.1: running, due 11-23 11:00',
    ]);
    story.reclassified(after(1), 'normal');
    expect(told.hear(after(1), 'lowered', ...story.facts.slice(-1))).toEqual([
      'resolution 1.1: running, due 11-23 11:00',
    ]);
    told.expectGolden();
  });
});

describe('what is heard late', () => {
  test('is an answer in time: the breach is taken back', () => {
    const told = new ToldStory('late-resolve', aPack(office));
    const story = new CaseStory();
    told.hear(after(0), 'opened', ...story.facts);
    expect(told.hear(after(7), 'nothing heard')).toEqual(['resolution 1.1: breached, due 11-23 15:30']);
    story.resolved(after(6));
    expect(told.hear(after(7), 'resolved an hour ago', ...story.facts.slice(-1))).toEqual([
      'resolution 1.1: met, due 11-23 15:30, ended 11-23 15:00',
    ]);
    told.expectGolden();
  });

  test('is a pause: the due time lies later, and the clock can break again', () => {
    const told = new ToldStory('late-pause', aPack(office));
    const story = new CaseStory();
    told.hear(after(0), 'opened', ...story.facts);
    told.hear(after(7), 'nothing heard');
    story.waits(after(1)).resumed(after(6));
    expect(told.hear(after(7), 'had waited', ...story.facts.slice(-2))).toEqual([
      'resolution 1.1: running, due 11-24 10:00',
    ]);
    expect(told.hear(after(26), 'the day after')).toEqual(['resolution 1.1: breached, due 11-24 10:00']);
    told.expectGolden();
  });
});

describe('while a clock runs', () => {
  test('a holiday is announced: it counts by the new hours from the beginning, and is no longer provisional', () => {
    const noticed = aPack({ ...office, target: { businessDays: 1 } });
    const before = nextVersion(noticed, '1', noticed.clocks, { knownUntil: '2026-11-23' });
    const notice = { exceptions: { '2026-11-24': [] }, knownUntil: '2026-12-31' };
    const next = nextVersion(noticed, '2', noticed.clocks, notice);
    const told = new ToldStory('calendar-changed', before, next);
    expect(told.hear(after(0), 'opened', ...new CaseStory().facts)).toEqual([
      'resolution 1.1: running, due 11-24 18:00',
    ]);
    expect(told.hear(after(5), 'tomorrow is a holiday', published('2', after(5)))).toEqual([
      'resolution 1.1: superseded, due 11-24 18:00, ended 11-23 14:00',
      'resolution 1.2: running, due 11-25 18:00',
    ]);
    told.expectGolden();
  });

  test('the standard asks for more: verdicts stand, pauses are taken along, what is as it was goes on', () => {
    const answer = aClock({ metric: 'firstResponse', stops: [{ on: 'case.contacted.v1', match: {} }] });
    const closure = aClock({ metric: 'closure', stops: [{ on: 'case.closed.v1', match: {} }] });
    const first = aPack(office, answer, closure);
    const tight = { duration: 'PT3H' };
    const clocks = [{ ...office, target: tight }, { ...answer, target: { duration: 'PT10M' } }, closure];
    const told = new ToldStory('pack-changed', first, nextVersion(first, '2', clocks));
    const story = new CaseStory().contacted(after(0, 30)).waits(after(1)).resumed(after(1, 30));
    expect(told.hear(after(2), 'answered', ...story.facts)).toEqual([
      'resolution 1.1: running, due 11-23 16:00',
      'firstResponse 1.1: met, due 11-23 13:00, ended 11-23 09:30',
      'closure 1.1: running, due 11-23 13:00',
    ]);
    expect(told.hear(after(2), 'three hours are promised now', published('2', after(2)))).toEqual([
      'resolution 1.1: superseded, due 11-23 16:00, ended 11-23 11:00',
      'firstResponse 1.1: met, due 11-23 13:00, ended 11-23 09:30',
      'closure 1.1: running, due 11-23 13:00',
      'resolution 1.2: running, due 11-23 14:00',
    ]);
    story.resolved(after(5));
    told.hear(after(5), 'resolved at the last moment', ...story.facts.slice(-1));
    told.expectGolden();
  });
});
