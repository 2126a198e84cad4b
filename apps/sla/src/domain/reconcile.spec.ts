import { describe, expect, test } from '@jest/globals';
import type { ClockDefinition } from '@caseloop/policy';
import { CaseStory, aClock, aPack, after } from '../../test/a-case.js';
import { Memory } from '../../test/memory.js';
import type { Fact } from './facts.js';

const ladder: Partial<ClockDefinition> = {
  warn: [
    { id: 'half', percent: 50 },
    { id: 'last', before: 'PT30M' },
  ],
  escalate: [
    { level: 1, after: 'PT0S', to: 'supervisor' },
    { level: 2, after: 'PT2H', to: 'director' },
  ],
};

function factsOf(story: CaseStory): Fact[] {
  return story.facts;
}

describe('what time does to a clock', () => {
  test('warns, breaches and climbs the ladder, each once and at its time', () => {
    const memory = new Memory(aPack(aClock(ladder))).hear(after(0), ...factsOf(new CaseStory()));
    expect(memory.news()).toEqual(['started']);
    expect(memory.only().nextFireAt).toBe(after(2));
    expect(memory.fire(after(2)).fire(after(2)).news()).toEqual(['warned half']);
    expect(memory.fire(after(3, 30)).news()).toEqual(['warned last']);
    expect(memory.fire(after(4)).news()).toEqual([]);
    expect(memory.fire(after(4) + 1).news()).toEqual(['breached to supervisor']);
    expect(memory.only().state).toBe('breached');
    expect(memory.fire(after(6)).news()).toEqual(['warned level:2']);
    expect(memory.only().nextFireAt).toBeNull();
  });

  test('happens at the due time, and how late that was noticed is said', () => {
    const memory = new Memory(aPack(aClock())).hear(after(0), ...factsOf(new CaseStory())).fire(after(5) + 1);
    const breach = memory.said.at(-1)!;
    expect(breach.time).toBe(after(4));
    expect(breach.data).toMatchObject({ lateMs: 3_600_000, firedAt: new Date(after(5) + 1).toISOString() });
  });

  test('is nothing while it is paused', () => {
    const story = new CaseStory().waits(after(1));
    const memory = new Memory(aPack(aClock({ ...ladder, pausesWhile: ['waitingCustomer'] })));
    memory.hear(after(1), ...factsOf(story)).fire(after(1000));
    expect(memory.news()).toEqual(['started', 'paused']);
  });

  test('is told once, to the highest step that is due, of a clock that was broken when it became known', () => {
    const memory = new Memory(aPack(aClock(ladder)))
      .hear(after(7), ...factsOf(new CaseStory()))
      .fire(after(7));
    expect(memory.news()).toEqual(['started', 'breached to director']);
    expect(memory.fire(after(100)).news()).toEqual([]);
  });
});

describe('what is said of a story', () => {
  test('is its pauses, and the answer', () => {
    const story = new CaseStory().waits(after(1)).resumed(after(2)).resolved(after(3));
    const memory = new Memory(aPack(aClock({ pausesWhile: ['waitingCustomer'] })));
    memory.hear(after(3), ...factsOf(story));
    const [started, paused, resumed, met] = memory.said;
    expect(memory.said).toHaveLength(4);
    expect(started).toMatchObject({ type: 'clock.started.v1', data: { state: 'running', dueAt: iso(4) } });
    expect(paused).toMatchObject({
      type: 'clock.paused.v1',
      data: { dueAt: null, remainingMs: 3 * 3_600_000 },
    });
    expect(resumed).toMatchObject({
      type: 'clock.resumed.v1',
      data: { dueAt: iso(5), originalDueAt: iso(4) },
    });
    expect(met).toMatchObject({ type: 'clock.met.v1', data: { state: 'met', elapsedMs: 2 * 3_600_000 } });
  });

  test('is the same, said in pieces', () => {
    const memory = new Memory(aPack(aClock({ pausesWhile: ['waitingCustomer'] })));
    const facts = factsOf(new CaseStory().waits(after(1)).resumed(after(2)).resolved(after(3)));
    for (const fact of facts) memory.hear(fact.time, fact);
    expect(memory.news()).toEqual(['started', 'paused', 'resumed', 'met']);
  });

  test('is the breach before the late answer, where nothing had fired yet', () => {
    const memory = new Memory(aPack(aClock())).hear(after(5), ...factsOf(new CaseStory().resolved(after(5))));
    expect(memory.said.map(({ type, time }) => [type, time])).toEqual([
      ['clock.started.v1', after(0)],
      ['clock.breached.v1', after(4)],
      ['clock.fulfilled_late.v1', after(5)],
    ]);
  });

  test('is the end of one instance before the beginning of the next', () => {
    const updates = aClock({ resets: [{ on: 'case.contacted.v1', match: {} }], cadence: 'afterEach' });
    const memory = new Memory(aPack(updates)).hear(after(1), ...factsOf(new CaseStory().contacted(after(1))));
    expect(memory.news()).toEqual(['started', 'met', 'started']);
  });

  test('names the clock that supersedes another', () => {
    const clocks = [
      aClock({ id: 'urgent', match: { urgency: 'urgent' }, target: { duration: 'PT1H' } }),
      aClock({ id: 'normal', match: { urgency: 'normal' } }),
    ];
    const memory = new Memory(aPack(...clocks));
    memory.hear(after(0, 30), ...factsOf(new CaseStory().reclassified(after(0, 30), 'urgent')));
    expect(memory.said[1]).toMatchObject({
      type: 'clock.superseded.v1',
      data: { by: 'resolution/1/2/null' },
    });
    expect(memory.said[2]).toMatchObject({
      type: 'clock.started.v1',
      data: { startedAt: iso(0), dueAt: iso(1) },
    });
  });

  test('is nothing when a fact changes nothing', () => {
    const story = new CaseStory();
    const memory = new Memory(aPack(aClock())).hear(after(0), ...factsOf(story));
    memory.news();
    story.then('case.noted.v1', after(1));
    expect(memory.hear(after(1), story.facts.at(-1)!).news()).toEqual([]);
  });
});

describe('a fact that comes late', () => {
  test('takes a breach back when the answer had been in time, and keeps what was said', () => {
    const story = new CaseStory();
    const memory = new Memory(aPack(aClock(ladder))).hear(after(0), ...factsOf(story)).fire(after(4) + 1);
    memory.news();
    story.resolved(after(3));
    expect(memory.hear(after(5), story.facts.at(-1)!).news()).toEqual(['corrected breached to met']);
    expect(memory.only()).toMatchObject({ state: 'met', endedAt: after(3), nextFireAt: null });
  });

  test('moves a breach when a pause before it was not known, and it can breach again', () => {
    const story = new CaseStory();
    const memory = new Memory(aPack(aClock({ ...ladder, pausesWhile: ['waitingCustomer'] })));
    memory.hear(after(0), ...factsOf(story)).fire(after(4) + 1);
    memory.news();
    story.waits(after(3)).resumed(after(4, 30));
    expect(memory.hear(after(4, 30), ...story.facts.slice(-2)).news()).toEqual([
      'corrected breached to running',
    ]);
    expect(memory.only().dueAt).toBe(after(5, 30));
    expect(memory.fire(after(5, 30) + 1).said.map(({ fired }) => fired)).toEqual(['breach/1']);
    expect(memory.news()).toEqual(['breached to supervisor']);
  });

  test('is a later answer than the one that counted, and changes nothing', () => {
    const story = new CaseStory().resolved(after(1));
    const memory = new Memory(aPack(aClock())).hear(after(1), ...factsOf(story));
    memory.news();
    story.then('case.resolved.v1', after(3));
    expect(memory.hear(after(3), story.facts.at(-1)!).news()).toEqual([]);
  });

  test('unsays an instance that never was, and shows it no more', () => {
    const updates = aClock({ resets: [{ on: 'case.contacted.v1', match: {} }], cadence: 'afterEach' });
    const story = new CaseStory().contacted(after(2)).contacted(after(3));
    const memory = new Memory(aPack(updates)).hear(after(3), ...factsOf(story));
    memory.news();
    story.resolved(after(1));
    memory.hear(after(4), story.facts.at(-1)!);
    expect(memory.news()).toEqual([
      'corrected met to met',
      'corrected met to cancelled',
      'corrected running to cancelled',
    ]);
    expect([...memory.rows.values()].map(({ isRetracted }) => isRetracted)).toEqual([false, true, true]);
  });
});

function iso(hour: number): string {
  return new Date(after(hour)).toISOString();
}
