import { DAY } from '@caseloop/service-time';
import { describe, expect, test } from '@jest/globals';
import { CUSTOMER, Story } from '../../test/a-case.js';
import { complete } from './decide.js';
import { rateBySurvey } from './satisfaction.js';

const bySurvey = (story: Story, answer: { cycle: number; band?: string; score?: number }) => {
  const context = story.context(CUSTOMER);
  const surveyId = '00000000-0000-7000-8000-00000000e001';
  return story.tell(complete(rateBySurvey(story.state, { surveyId, ...answer }, context), context));
};

describe('a rating', () => {
  test('that is satisfied confirms a resolved case', () => {
    const story = Story.resolved().done('rate', { score: 3 }, { by: CUSTOMER });
    expect(story.types.slice(-2)).toEqual(['case.rated.v1', 'case.confirmed.v1']);
    expect(story.last('case.rated.v1')).toMatchObject({ score: 3, band: 'satisfied', sentiment: 'positive' });
    expect(story.state.status).toBe('confirmed');
  });

  test('that is not satisfied needs a reason, then opens the next cycle under the lead the pack names', () => {
    const story = Story.resolved();
    expect(story.refused('rate', { band: 'dissatisfied' }).errors[0]?.pointer).toBe('/reason');
    story.done('rate', { band: 'dissatisfied', reason: 'broken again' }, { by: CUSTOMER });
    expect(story.types.slice(-3)).toEqual(['case.rated.v1', 'case.reopened.v1', 'case.escalated.v1']);
    expect(story.last('case.rated.v1').cycle).toBe(1);
    expect(story.last('case.reopened.v1')).toMatchObject({ cycle: 2, lead: 'supervisor', from: 'resolved' });
    expect(story.last('case.escalated.v1')).toMatchObject({
      cause: 'dissatisfaction',
      to: 'supervisor',
      cycle: 2,
    });
    expect(story.state).toMatchObject({ status: 'inProgress', cycle: 2, holder: 'wu' });
  });

  test('the pack cannot read is refused with what it accepts', () => {
    const refusal = Story.resolved().refused('rate', { score: 9 });
    expect(refusal).toMatchObject({ code: 'unknownRating' });
    expect(refusal.message).toContain('dissatisfied (1)');
    expect(Story.resolved().refused('rate', {}).code).toBe('required');
  });

  test('after the reopening window is kept and changes nothing', () => {
    const story = Story.resolved().done('confirm', {}).done('close', {});
    story.later(7 * DAY + 1).done('rate', { band: 'dissatisfied', reason: 'r' });
    expect(story.state).toMatchObject({ status: 'closed', cycle: 1 });
    expect(story.state.ratings).toHaveLength(1);
  });
});

describe('a survey that comes back', () => {
  test('is the rating of its customer', () => {
    const story = bySurvey(Story.resolved(), { cycle: 1, band: 'mostlySatisfied' });
    expect(story.state.status).toBe('confirmed');
    expect(story.last('case.rated.v1')).toMatchObject({ by: { kind: 'customer' } });
  });

  test('for an earlier cycle is recorded and moves nothing', () => {
    const story = Story.resolved().done('reopen', { reason: 'r' });
    bySurvey(story, { cycle: 1, band: 'satisfied' });
    expect(story.state).toMatchObject({ status: 'inProgress', cycle: 2 });
    expect(story.last('case.rated.v1')).toMatchObject({ cycle: 2, ratedCycle: 1 });
    expect(story.state.ratings).toMatchObject([{ cycle: 1, band: 'satisfied' }]);
  });

  test('with a word the pack does not know says nothing', () => {
    expect(bySurvey(Story.resolved(), { cycle: 1, band: 'great' }).state.ratings).toEqual([]);
  });
});

describe('reopening', () => {
  test('is possible until the last instant of the window, then needs a new case', () => {
    const closed = () => Story.resolved().done('confirm', {}).done('close', {});
    expect(
      closed()
        .later(7 * DAY)
        .done('reopen', { reason: 'r' }).state,
    ).toMatchObject({ cycle: 2, outcome: null });
    expect(
      closed()
        .later(7 * DAY + 1)
        .refused('reopen', { reason: 'r' }),
    ).toMatchObject({
      status: 422,
      code: 'reopenWindowOver',
    });
  });

  test('is possible also for a case that was closed as unresolvable, but only once it is closed', () => {
    const story = Story.inProgress().done('declareUnresolvable', { reason: 'no spare part' });
    expect(story.refused('reopen', { reason: 'a part was found' }).code).toBe('notInThisState');
    story.done('close', {}).done('reopen', { reason: 'a part was found' });
    expect(story.state).toMatchObject({ status: 'inProgress', cycle: 2, outcome: null });
  });
});

test('a case that was closed before anybody held it is offered to its team when it is reopened', () => {
  const story = Story.opened().done('declareUnresolvable', { reason: 'r' }).done('close', {});
  story.done('reopen', { reason: 'r' }, { by: CUSTOMER });
  expect(story.types.slice(-3)).toEqual(['case.reopened.v1', 'case.transferred.v1', 'case.escalated.v1']);
  expect(story.state).toMatchObject({ status: 'assigned', team: 'techSupport', holder: null, cycle: 2 });
});

test('confirming twice is accepted and says nothing new', () => {
  const story = Story.resolved().done('confirm', {}, { by: CUSTOMER });
  expect(story.decide('confirm', {}, { by: CUSTOMER })).toEqual([]);
});
