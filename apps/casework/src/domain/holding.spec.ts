import { describe, expect, test } from '@jest/globals';
import { OPENED_AT, Story } from '../../test/a-case.js';

const LIN = { kind: 'agent', id: 'lin' } as const;

describe('holding a case', () => {
  test('an offer names the holder; taking it is inProgress', () => {
    const story = Story.assigned();
    expect(story.state).toMatchObject({ status: 'assigned', holder: 'wu', team: 'techSupport' });
    story.done('take', {});
    expect(story.state).toMatchObject({ status: 'inProgress', holder: 'wu' });
    expect(story.last('case.taken.v1')).toMatchObject({
      from: 'assigned',
      status: 'inProgress',
      by: { id: 'wu' },
    });
  });

  test('a registered case is assigned and taken in one command, each along its path', () => {
    const story = Story.opened().done('take', {});
    expect(story.types.slice(-2)).toEqual(['case.assigned.v1', 'case.taken.v1']);
    expect(story.last('case.assigned.v1')).toMatchObject({
      from: 'registered',
      status: 'assigned',
      holder: 'wu',
    });
    expect(story.last('case.taken.v1')).toMatchObject({ from: 'assigned', team: 'techSupport' });
  });

  test('whoever takes an offer made to another is the holder', () => {
    expect(Story.assigned().done('take', {}, { by: LIN }).state.holder).toBe('lin');
  });

  test('a declined offer is registered again, without a holder', () => {
    const story = Story.assigned().done('decline', { reason: 'off duty' });
    expect(story.state).toMatchObject({ status: 'registered', holder: null });
    expect(story.last('case.declined.v1')).toMatchObject({ holder: 'wu', personal: { text: 'off duty' } });
  });

  test('a transfer is an offer to another team, refused for one the pack does not have', () => {
    const story = Story.inProgress();
    expect(story.refused('transfer', { team: 'sales', reason: 'r' })).toMatchObject({ code: 'unknownTeam' });
    story.done('transfer', { team: 'development', reason: 'a fault of the module' });
    expect(story.state).toMatchObject({ status: 'assigned', team: 'development', holder: null });
    expect(story.last('case.transferred.v1')).toMatchObject({ fromTeam: 'techSupport', fromHolder: 'wu' });
  });
});

describe('what routing proposes', () => {
  test('is recorded for a registered case and for one that waits for a name', () => {
    const story = Story.opened().offer(null);
    expect(story.state).toMatchObject({ status: 'assigned', holder: null });
    expect(story.offer('wu').state.holder).toBe('wu');
  });

  test('changes nothing once somebody has it', () => {
    const story = Story.inProgress();
    const before = story.state;
    expect(story.offer('lin').state).toEqual(before);
    expect(Story.assigned().offer('lin').state.holder).toBe('wu');
  });

  test('changes nothing when the case was handed on after it', () => {
    const story = Story.inProgress().later(60_000).done('transfer', { team: 'development', reason: 'r' });
    expect(story.offer('wu', OPENED_AT).state.holder).toBeNull();
    expect(story.offer('zhao', story.now).state.holder).toBe('zhao');
  });
});
