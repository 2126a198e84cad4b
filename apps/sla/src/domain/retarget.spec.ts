import { describe, expect, test } from '@jest/globals';
import type { ClockDefinition } from '@caseloop/policy';
import { CaseStory, aClock, aPack, after } from '../../test/a-case.js';
import { idOf, readingOf } from '../../test/clocks-of.js';
import { reckon } from './clock-row.js';
import { foldClocks } from './fold.js';

function clocksOf(story: CaseStory, clocks: readonly ClockDefinition[]) {
  const folded = foldClocks(readingOf(aPack(...clocks)), story.facts);
  return folded.clocks.map((clock) => {
    const { definition, startedAt, dueAt, endState } = reckon(clock, folded, idOf(clock.key));
    const due = dueAt === null ? null : (dueAt - after(0)) / 3_600_000;
    const start = (startedAt - after(0)) / 3_600_000;
    return {
      definition,
      n: clock.key.n,
      start,
      due,
      state: endState ?? 'open',
      by: clock.end?.by?.n ?? null,
    };
  });
}

function twoTargets(parts: Partial<ClockDefinition> = {}): ClockDefinition[] {
  const urgent = { match: { urgency: 'urgent' }, target: { duration: 'PT4H' }, ...parts };
  const normal = { match: { urgency: 'normal' }, target: { duration: 'PT24H' }, ...parts };
  return [aClock({ ...urgent, id: 'urgent' }), aClock({ ...normal, id: 'normal' })];
}

describe('a case that becomes more urgent', () => {
  test('has the tighter target from the original start', () => {
    const story = new CaseStory().reclassified(after(1), 'urgent');
    expect(clocksOf(story, twoTargets())).toEqual([
      { definition: 'normal', n: 1, start: 0, due: 24, state: 'superseded', by: 2 },
      { definition: 'urgent', n: 2, start: 0, due: 4, state: 'open', by: null },
    ]);
  });

  test('has it from now where the pack says so', () => {
    const story = new CaseStory().reclassified(after(1), 'urgent');
    const clocks = clocksOf(story, twoTargets({ retarget: 'fromNow' }));
    expect(clocks[1]).toMatchObject({ definition: 'urgent', start: 1, due: 5 });
  });

  test('brings its pauses along', () => {
    const story = new CaseStory().waits(after(1)).resumed(after(3)).reclassified(after(3, 30), 'urgent');
    const clocks = clocksOf(story, twoTargets({ pausesWhile: ['waitingCustomer'] }));
    expect(clocks[1]).toMatchObject({ start: 0, due: 6 });
  });

  test('brings its pauses along, and goes on pausing, where it is changed during one', () => {
    const story = new CaseStory().waits(after(1)).reclassified(after(2), 'urgent').resumed(after(3));
    const clocks = clocksOf(story, twoTargets({ pausesWhile: ['waitingCustomer'] }));
    expect(clocks[1]).toMatchObject({ start: 0, due: 6 });
  });

  test('is broken at once when the new due time has passed', () => {
    const story = new CaseStory().reclassified(after(5), 'urgent').resolved(after(6));
    expect(clocksOf(story, twoTargets())[1]).toMatchObject({ due: 4, state: 'fulfilledLate' });
  });
});

describe('a case that becomes less urgent', () => {
  test('keeps the tighter due time', () => {
    const story = new CaseStory({ urgency: 'urgent' }).reclassified(after(1), 'normal').resolved(after(5));
    expect(clocksOf(story, twoTargets())).toMatchObject([
      { definition: 'urgent', due: 4, state: 'fulfilledLate' },
    ]);
  });

  test('begins what follows under the definition that holds then', () => {
    const update = { on: 'case.contacted.v1' as const, match: {} };
    const story = new CaseStory({ urgency: 'urgent' }).reclassified(after(1), 'normal').contacted(after(2));
    expect(clocksOf(story, twoTargets({ resets: [update], cadence: 'afterEach' }))).toMatchObject([
      { definition: 'urgent', due: 4, state: 'met' },
      { definition: 'normal', start: 2, due: 26, state: 'open' },
    ]);
  });
});

describe('a change of urgency', () => {
  test('erases no breach that has happened', () => {
    const story = new CaseStory({ urgency: 'urgent' }).reclassified(after(5), 'normal').resolved(after(6));
    expect(clocksOf(story, twoTargets({ retarget: 'fromNow' }))).toMatchObject([
      { definition: 'urgent', due: 4, state: 'fulfilledLate' },
    ]);
  });

  test('leaves alone what had ended', () => {
    const story = new CaseStory().resolved(after(1)).reclassified(after(2), 'urgent');
    expect(clocksOf(story, twoTargets())).toMatchObject([{ definition: 'normal', state: 'met' }]);
  });

  test('cancels a clock of which the pack knows nothing for such cases', () => {
    const only = aClock({ match: { type: 'productFault' } });
    const story = new CaseStory().reclassified(after(1), 'normal', 'other');
    expect(clocksOf(story, [only])).toMatchObject([{ state: 'cancelled' }]);
  });

  test('lowered, leaves a promise standing that is made to more urgent cases only', () => {
    const only = aClock({ match: { urgency: 'urgent' } });
    const story = new CaseStory({ urgency: 'urgent' }).reclassified(after(1), 'normal');
    expect(clocksOf(story, [only])).toMatchObject([{ state: 'open' }]);
  });

  test('with the tighter of two takes whichever is due first', () => {
    const tighter = twoTargets({ retarget: 'tighter' });
    expect(clocksOf(new CaseStory().reclassified(after(1), 'urgent'), tighter)).toHaveLength(2);
    const lowered = new CaseStory({ urgency: 'urgent' }).reclassified(after(1), 'normal');
    expect(clocksOf(lowered, tighter)).toMatchObject([{ definition: 'urgent', state: 'open' }]);
  });
});
