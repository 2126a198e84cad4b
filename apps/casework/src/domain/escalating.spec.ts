import { describe, expect, test } from '@jest/globals';
import { Story } from '../../test/a-case.js';
import { TIME } from './context.js';
import { complete } from './decide.js';
import { escalateByClock } from './escalating.js';

const CLOCK = '00000000-0000-7000-8000-00000000c001';
const step = { clockId: CLOCK, metric: 'planProposed', level: 1, to: 'supervisor', reason: 'breached' };
const byClock = (story: Story, level = 1) => {
  const context = story.context(TIME);
  return story.tell(complete(escalateByClock(story.state, { ...step, level }, context), context));
};

describe('an escalation', () => {
  test('is demanded by the pack for an urgent case at its registration', () => {
    const story = Story.opened({ urgency: 'urgent', rule: 'S2-05' });
    expect(story.types).toEqual(['case.opened.v1', 'case.classified.v1', 'case.escalated.v1']);
    expect(story.last('case.classified.v1')).toMatchObject({ rule: 'S2-05', sop: 'S2-05' });
    expect(story.last('case.escalated.v1')).toMatchObject({
      to: 'supervisor',
      cause: 'urgency',
      personal: { reason: 'urgent', summary: 'line stopped' },
    });
  });

  test('by a clock happens once per clock and level, while the case is not closed', () => {
    const story = byClock(byClock(Story.assigned()));
    expect(story.types.filter((type) => type === 'case.escalated.v1')).toHaveLength(1);
    expect(byClock(story, 2).state.escalations.map(({ level }) => level)).toEqual([1, 2]);
    const closed = Story.resolved().done('confirm', {}).done('close', {});
    expect(byClock(closed).state.escalations).toEqual([]);
  });

  test('by a person goes to a role of the pack', () => {
    const story = Story.inProgress();
    const said = { reason: 'r', summary: 's' };
    expect(story.refused('escalate', { to: 'ceo', ...said })).toMatchObject({ code: 'unknownRole' });
    expect(story.done('escalate', { to: 'manager', ...said }).last('case.escalated.v1').cause).toBe('person');
  });

  test('is acknowledged by its id, or all that are open at once', () => {
    const story = byClock(byClock(Story.assigned()), 2);
    story.done('escalate', { to: 'manager', reason: 'r', summary: 's' });
    const [first] = story.state.escalations;
    story.done('acknowledgeEscalation', { escalationId: first!.escalationId });
    story.done('acknowledgeEscalation', {}, { expectedVersion: undefined });
    const { escalationIds, roles } = story.last('case.escalation_acknowledged.v1');
    expect(escalationIds).toEqual(story.state.escalations.slice(1).map(({ escalationId }) => escalationId));
    expect(roles).toEqual(['supervisor', 'manager']);
    expect(story.state.escalations.every(({ acknowledgedBy }) => acknowledgedBy === 'wu')).toBe(true);
  });

  test('that is acknowledged already is acknowledged without a second event', () => {
    const story = byClock(Story.assigned()).done('acknowledgeEscalation', {});
    expect(story.decide('acknowledgeEscalation', {})).toEqual([]);
    expect(Story.assigned().refused('acknowledgeEscalation', {})).toMatchObject({ code: 'noEscalation' });
  });
});

test('a breach is explained only where sla has reported one', () => {
  const said = { clockId: CLOCK, reason: 'r', catchUpPlan: 'c' };
  const story = Story.inProgress();
  expect(story.refused('explainBreach', said)).toMatchObject({ code: 'unknownBreach' });
  story.clocks[CLOCK] = {
    metric: 'planProposed',
    state: 'fulfilledLate',
    dueAt: story.now,
    isBreached: true,
  };
  expect(story.done('explainBreach', said).last('case.breach_explained.v1').metric).toBe('planProposed');
});

test('a case is reclassified with words of its pack, and escalated where the new urgency asks for it', () => {
  const story = Story.inProgress();
  expect(story.refused('reclassify', { type: 'x', urgency: 'y', reason: 'r' }).errors).toHaveLength(2);
  expect(story.refused('reclassify', { type: 'productFault', reason: 'r' }).code).toBe('nothingToReclassify');
  story.done('reclassify', { urgency: 'urgent', reason: 'line stopped' });
  expect(story.last('case.reclassified.v1')).toMatchObject({ urgencyBefore: 'normal', type: 'productFault' });
});
