import { describe, expect, test } from '@jest/globals';
import { CASE_ID, OPENED_AT, OTHER_ID, Story, anAcceptedRequest } from '../../test/a-case.js';
import { evolve } from './case.js';
import { open } from './classifying.js';
import { linkBack } from './linking.js';

const other = () => Story.opened({ caseId: OTHER_ID, caseNumber: 'SH-2026-000002' });

function beside(elsewhere: Story = other()): Story {
  return Story.inProgress().beside(elsewhere.state);
}

describe('a link', () => {
  test('is told on both cases, in the words of each', () => {
    const story = beside();
    const elsewhere = story.other!;
    const said = story.decide('link', { caseId: OTHER_ID, as: 'followOn' });
    if (!Array.isArray(said)) throw new Error('refused');
    story.tell(said);
    expect(story.state.links).toEqual([{ caseId: OTHER_ID, number: 'SH-2026-000002', as: 'followOn' }]);
    const back = linkBack(said, story.state, elsewhere, story.context({ kind: 'agent', id: 'wu' })).events;
    expect(back.reduce(evolve, elsewhere).links).toEqual([
      { caseId: CASE_ID, number: 'SH-2026-000001', as: 'hasFollowOn' },
    ]);
    expect(back[0]?.data.status).toBe(elsewhere.status);
  });

  test('said twice changes nothing; as something else it is another link', () => {
    const story = beside().done('link', { caseId: OTHER_ID, as: 'relatedTo' });
    const { version } = story.state;
    expect(story.done('link', { caseId: OTHER_ID, as: 'relatedTo' }).state.version).toBe(version);
    expect(story.done('link', { caseId: OTHER_ID, as: 'followOn' }).state.links).toHaveLength(2);
  });

  test.each([
    ['a case that does not exist', Story.inProgress(), 'unknownCase'],
    ['a case of another unit', beside(Story.opened({ caseId: OTHER_ID, unit: 'else' })), 'unknownCase'],
    ['itself', Story.inProgress().beside(Story.opened().state), 'itself'],
  ])('to %s is refused', (_, story, code) => {
    const refusal = story.refused('link', { caseId: OTHER_ID, as: 'relatedTo' });
    expect(refusal.errors).toMatchObject([{ pointer: '/caseId', code }]);
  });
});

describe('a duplicate', () => {
  const duplicate = { caseId: OTHER_ID, as: 'duplicateOf' } as const;

  test('is closed at once, also in the middle of a wait, and says where it goes on', () => {
    const story = Story.inProgress().beside(other().state);
    story.done('askCustomer', { steps: ['photo'], dueAt: '2026-11-24T12:00:00+08:00' });
    story.done('link', duplicate);
    expect(story.types.slice(-2)).toEqual(['case.linked.v1', 'case.closed.v1']);
    expect(story.state).toMatchObject({ status: 'closed', outcome: 'duplicate', resumeAt: null });
    expect(story.state.customerActions).toMatchObject([{ overdue: false, endedAt: OPENED_AT }]);
  });

  test('is not reopened, by no command and no rating: its other case is', () => {
    const story = beside().done('link', duplicate);
    const refusal = story.refused('reopen', { reason: 'again' }, { by: { kind: 'customer', id: 'c' } });
    expect(refusal.code).toBe('livesElsewhere');
    expect(refusal.message).toContain('SH-2026-000002');
    const bad = { band: 'dissatisfied', reason: 'r' };
    story.done('rate', bad, { by: { kind: 'customer', id: 'c' } });
    expect(story.state.status).toBe('closed');
  });

  test('of a duplicate is refused and the case at the end of the chain named: no circles', () => {
    const ended = other().beside(Story.opened({ caseNumber: 'SH-2026-000003' }).state);
    ended.done('link', { caseId: CASE_ID, as: 'duplicateOf' });
    const refusal = beside(ended).refused('link', duplicate);
    expect(refusal.errors).toMatchObject([{ pointer: '/caseId', code: 'isDuplicate' }]);
    expect(refusal.message).toContain('SH-2026-000003');
  });

  test('of a closed case is refused, and only an open case can be one', () => {
    const closed = Story.opened({ caseId: OTHER_ID }).done('declareUnresolvable', { reason: 'r' });
    expect(beside(closed.done('close', {})).refused('link', duplicate).code).toBe('notOpen');
    const resolved = Story.resolved().beside(other().state);
    expect(resolved.refused('link', duplicate).code).toBe('notInThisState');
    expect(resolved.done('link', { ...duplicate, as: 'relatedTo' }).state.links).toHaveLength(1);
  });
});

describe('a further need', () => {
  test('is of a type of the pack', () => {
    const refusal = Story.inProgress().refused('addNeed', { type: 'x', verbatim: 'v' });
    expect(refusal.errors).toMatchObject([{ pointer: '/type', code: 'unknownWord' }]);
  });

  test('is known by the case that came of it, and knows it', () => {
    const story = Story.inProgress().done('addNeed', { type: 'other', verbatim: 'an SMS' });
    const { needId } = story.last('case.need_added.v1');
    expect(story.state.needs).toMatchObject([{ needId, type: 'other', caseId: null }]);

    const request = anAcceptedRequest({
      caseId: OTHER_ID,
      caseNumber: 'SH-2026-000002',
      need: { needId, caseId: CASE_ID },
    });
    const context = story.context({ kind: 'system', id: 'intake' });
    const opening = open(request, context, story.state);
    expect(opening.events.map(({ type }) => type)).toEqual([
      'case.opened.v1',
      'case.classified.v1',
      'case.linked.v1',
    ]);
    expect(opening.state.links).toEqual([{ caseId: CASE_ID, number: 'SH-2026-000001', as: 'followOn' }]);
    story.tell(linkBack(opening.events, opening.state, story.state, context).events);
    expect(story.state).toMatchObject({
      links: [{ caseId: OTHER_ID, as: 'hasFollowOn' }],
      needs: [{ needId, caseId: OTHER_ID }],
    });
  });
});
