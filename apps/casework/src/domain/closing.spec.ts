import { DAY, HOUR } from '@caseloop/service-time';
import { describe, expect, test } from '@jest/globals';
import { PACK, Story } from '../../test/a-case.js';
import { dueAt } from './closing.js';
import { TIME } from './context.js';
import { decideByTime } from './decide.js';

const passTime = (story: Story) => {
  const at = dueAt(story.state, story.pack)!;
  story.now = at;
  return story.tell(decideByTime(story.state, story.context(TIME, at)));
};

describe('closing', () => {
  test('names everything that is still missing', () => {
    const requires = ['solution', 'rating', 'attachment:document'];
    const pack = { ...PACK, closing: { ...PACK.closing, requires } };
    const story = Story.opened({}, pack).offer('wu').done('take', {}).done('resolve', { solution: 's' });
    story.done('confirm', {});
    const refusal = story.refused('close', {});
    expect(refusal).toMatchObject({ status: 422, code: 'closingRequires' });
    expect(refusal.errors.map(({ message }) => message)).toEqual([
      'rating is missing',
      'attachment:document is missing',
    ]);
    story
      .done('attach', { kind: 'document', uri: 'u' })
      .done('rate', { band: 'satisfied' })
      .done('close', {});
    expect(story.state).toMatchObject({ status: 'closed', outcome: 'satisfied' });
  });

  test('tells when the case will be archived, and then it is', () => {
    const story = Story.resolved().done('confirm', {}).done('close', {});
    expect(story.last('case.closed.v1').archiveAt).toBe('2026-11-30T01:00:00.000Z');
    expect(dueAt(story.state, PACK)).toBe(story.now + 7 * DAY);
    expect(passTime(story).state.status).toBe('archived');
    expect(dueAt(story.state, PACK)).toBeNull();
  });

  test('comes by itself, unconfirmed, when the customer never answers', () => {
    const story = Story.resolved();
    expect(dueAt(story.state, PACK)).toBe(story.now + 72 * HOUR);
    expect(passTime(story).state).toMatchObject({ status: 'closed', outcome: 'unconfirmed' });
    expect(story.last('case.closed.v1')).toMatchObject({
      from: 'resolved',
      by: { kind: 'system', id: 'time' },
    });
  });

  test('of a case that could not be resolved asks for no solution', () => {
    const story = Story.inProgress().done('declareUnresolvable', { reason: 'r' }).done('close', {});
    expect(story.state.outcome).toBe('unresolvable');
  });

  test('after a bad last word is closedUnsatisfied', () => {
    const bands = PACK.satisfaction.bands.map((band) => ({ ...band, then: 'none' as const }));
    const pack = { ...PACK, satisfaction: { ...PACK.satisfaction, bands } };
    const story = Story.opened({}, pack).done('take', {}).done('resolve', { solution: 's' });
    story.done('rate', { band: 'dissatisfied', reason: 'r' }).done('confirm', {}).done('close', {});
    expect(story.state.outcome).toBe('closedUnsatisfied');
  });
});

describe('waiting', () => {
  test('ends at the time that was named for it', () => {
    const resumeAt = '2026-11-23T12:00:00+08:00';
    const story = Story.inProgress().done('wait', { for: 'customer', reason: 'r', resumeAt });
    expect(story.state.status).toBe('waitingCustomer');
    expect(dueAt(story.state, PACK)).toBe(Date.parse(resumeAt));
    expect(passTime(story).state).toMatchObject({ status: 'inProgress', resumeAt: null });
    expect(story.last('case.resumed.v1')).toMatchObject({ from: 'waitingCustomer' });
  });

  test('without a time waits for a person, and a case can be resolved from it', () => {
    const story = Story.inProgress().done('wait', { for: 'thirdParty', reason: 'r' });
    expect(dueAt(story.state, PACK)).toBeNull();
    expect(story.done('resolve', { solution: 's' }).state.status).toBe('resolved');
  });

  test('cannot end before it began', () => {
    const resumeAt = '2026-11-23T09:00:00+08:00';
    const refusal = Story.inProgress().refused('wait', { for: 'customer', reason: 'r', resumeAt });
    expect(refusal.errors[0]?.pointer).toBe('/resumeAt');
  });
});
