import { describe, expect, test } from '@jest/globals';
import { CaseStory, aClock, aPack, after, nextVersion, published } from '../../test/a-case.js';
import { Memory } from '../../test/memory.js';

const RESOLUTION = 'resolution/1/1/null';
const insistent = aClock({
  escalate: [{ level: 1, after: 'PT0S', to: 'supervisor', again: { every: 'PT30M', limit: 2 } }],
});

function opened(...clocks: readonly Parameters<typeof aClock>[0][]): { memory: Memory; story: CaseStory } {
  const story = new CaseStory();
  return { story, memory: new Memory(aPack(...clocks.map(aClock))).hear(after(0), ...story.facts) };
}

describe('a step that nobody acknowledges', () => {
  test('is told again, so often as the pack says', () => {
    const { memory } = opened(insistent);
    memory.fire(after(4) + 1);
    expect(memory.news()).toEqual(['started', 'breached to supervisor']);
    expect(memory.fire(after(4, 30)).said.at(-1)!.data).toMatchObject({
      warning: 'level:1',
      escalate: { level: 1, to: 'supervisor', again: 1 },
    });
    memory.fire(after(5)).fire(after(9));
    expect(memory.news()).toEqual(['warned level:1', 'warned level:1']);
    expect(memory.only().nextFireAt).toBeNull();
  });

  test('is told again no more once it is acknowledged', () => {
    const { memory, story } = opened(insistent);
    memory.fire(after(4, 30));
    story.escalated(after(4), RESOLUTION, 1, after(4, 40));
    memory.hear(after(4, 40), ...story.facts.slice(-2)).fire(after(9));
    expect(memory.news()).toEqual(['started', 'breached to supervisor', 'warned level:1']);
  });

  test('goes on when it was another clock that was acknowledged', () => {
    const { memory, story } = opened(insistent);
    story.escalated(after(4), 'firstResponse/1/1/null', 1, after(4, 10));
    memory
      .hear(after(4, 10), ...story.facts.slice(-2))
      .fire(after(4, 10))
      .fire(after(4, 30));
    expect(memory.news()).toEqual(['started', 'breached to supervisor', 'warned level:1']);
  });

  test('is made up for once after an outage, not for each time', () => {
    const { memory } = opened(insistent);
    memory.fire(after(9));
    expect(memory.news()).toEqual(['started', 'breached to supervisor', 'warned level:1']);
  });
});

describe('warnings', () => {
  const warned = {
    warn: [
      { id: 'half', percent: 50 },
      { id: 'most', percent: 75 },
    ],
  };

  test('that had passed before a clock was known are told once, the last of them', () => {
    const memory = new Memory(aPack(aClock(warned))).hear(after(3, 30), ...new CaseStory().facts);
    expect(memory.fire(after(3, 30)).news()).toEqual(['started', 'warned most']);
  });

  test('of an extended clock come again where their moment still lies ahead', () => {
    const { memory, story } = opened(warned);
    memory.fire(after(2)).fire(after(3));
    expect(memory.news()).toEqual(['started', 'warned half', 'warned most']);
    story.decided(after(3), RESOLUTION, after(6));
    memory
      .hear(after(3), ...story.facts.slice(-1))
      .fire(after(4))
      .fire(after(4, 30));
    // Half of six hours had passed when it was granted; three quarters had not.
    expect(memory.news()).toEqual(['extended', 'warned most']);
  });
});

describe('a clock without a target', () => {
  const measured = aClock({ target: { none: true }, pausesWhile: ['waitingCustomer'] });

  test('measures and promises nothing', () => {
    const { memory, story } = opened(measured);
    expect(memory.only()).toMatchObject({
      dueAt: null,
      originalDueAt: null,
      nextFireAt: null,
      state: 'running',
    });
    story.waits(after(1)).resumed(after(2)).resolved(after(100));
    memory.fire(after(99)).hear(after(100), ...story.facts.slice(1));
    expect(memory.said.at(-1)).toMatchObject({
      type: 'clock.met.v1',
      data: { dueAt: null, target: 'none', elapsedMs: 99 * 3_600_000 },
    });
    expect(memory.news()).toEqual(['started', 'met']);
  });

  test('gets a promise with the version of the pack that makes one', () => {
    const before = aPack(measured);
    const next = nextVersion(before, '2', [{ ...measured, target: { duration: 'PT4H' } }]);
    const memory = new Memory(before, [next]).hear(after(0), ...new CaseStory().facts);
    memory.hear(after(1), published('2', after(1)));
    expect([...memory.rows.values()]).toMatchObject([
      { state: 'superseded', dueAt: null },
      { state: 'running', dueAt: after(4), startedAt: after(0) },
    ]);
  });
});

describe('an extension', () => {
  test('outside of open time stands to the minute', () => {
    const { memory, story } = opened({ runs: 'office', target: { duration: 'PT5H' } });
    story.decided(after(1), RESOLUTION, after(13));
    memory.hear(after(1), ...story.facts.slice(-1));
    expect(memory.only()).toMatchObject({ dueAt: after(13), unextendedDueAt: after(6, 30) });
  });

  test('that is heard after the breach takes it back', () => {
    const { memory, story } = opened({});
    memory.fire(after(5));
    story.decided(after(3), RESOLUTION, after(8));
    memory.hear(after(5), ...story.facts.slice(-1)).fire(after(8) + 1);
    expect(memory.news()).toEqual(['started', 'breached', 'corrected breached to running', 'breached']);
  });

  test('holds under a new version of the pack too', () => {
    const before = aPack(aClock());
    const memory = new Memory(before, [nextVersion(before, '2', [aClock({ target: { duration: 'PT2H' } })])]);
    const story = new CaseStory().decided(after(1), RESOLUTION, after(8));
    memory.hear(after(1), ...story.facts).hear(after(1, 30), published('2', after(1, 30)));
    expect([...memory.rows.values()].at(-1)).toMatchObject({
      n: 2,
      dueAt: after(8),
      originalDueAt: after(2),
    });
  });
});

describe('a version that is applied to open cases', () => {
  const before = aPack(aClock());
  const next = nextVersion(before, '2', [aClock({ target: { duration: 'PT8H' } })]);

  test('mends no promise that is broken', () => {
    const memory = new Memory(before, [next]).hear(after(0), ...new CaseStory().facts).fire(after(5));
    memory.hear(after(5), published('2', after(5)));
    expect([...memory.rows.values()]).toMatchObject([{ n: 1, state: 'breached', dueAt: after(4) }]);
  });

  test('is nothing to a case that was closed by then, also where that is heard later', () => {
    const measured = aClock({ metric: 'revisit', cancels: [], stops: [] });
    const story = new CaseStory().closed(after(1)).reopened(after(3));
    const starts = [{ on: 'case.reopened.v1' as const, match: {} }];
    const old = aPack({ ...measured, starts });
    const memory = new Memory(old, [
      nextVersion(old, '2', [{ ...measured, starts, target: { duration: 'PT1H' } }]),
    ]);
    memory.hear(after(2), story.facts[0]!, published('2', after(2))).hear(after(3), ...story.facts.slice(1));
    expect(memory.only()).toMatchObject({ packVersion: '1', dueAt: after(7) });
  });

  test('that was taken back leaves the clock that runs under it to go on under the former', () => {
    const memory = new Memory(before, [next, before]).hear(after(0), ...new CaseStory().facts);
    memory.hear(after(1), published('2', after(1), 1)).hear(after(2), published('1', after(2), 2));
    expect([...memory.rows.values()]).toMatchObject([
      { n: 1, state: 'superseded', packVersion: '1' },
      { n: 2, state: 'superseded', packVersion: '2' },
      { n: 3, state: 'running', packVersion: '1', dueAt: after(4) },
    ]);
  });
});
