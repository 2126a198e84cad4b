import { describe, expect, test } from '@jest/globals';
import { CUSTOMER, Story } from '../../test/a-case.js';

const LIN = { kind: 'agent', id: 'lin' } as const;
const hello = { direction: 'out', channel: 'phone', purpose: 'greeting', text: 'hello' } as const;

describe('a contact', () => {
  test('with the customer names the first responsible once, and only a person of ours', () => {
    const story = Story.opened();
    story.done('contact', { ...hello, direction: 'in' }, { by: CUSTOMER });
    story.done('contact', hello, { by: { kind: 'system', id: 'system' } });
    expect(story.state.firstResponsible).toBeNull();
    story.done('contact', hello, { by: LIN });
    expect(story.last('case.contacted.v1')).toMatchObject({ first: true, firstResponsible: 'lin' });
    story.done('contact', hello);
    expect(story.last('case.contacted.v1')).toMatchObject({ first: false, firstResponsible: 'lin' });
  });

  test('of a person shows that an offered case is worked on', () => {
    const story = Story.assigned().done('contact', hello);
    expect(story.state.status).toBe('inProgress');
    expect(story.last('case.contacted.v1')).toMatchObject({ from: 'assigned', status: 'inProgress' });
  });

  test('of a person who answers an offer to the whole team takes it', () => {
    const story = Story.opened().offer(null).done('contact', hello, { by: LIN });
    expect(story.types.slice(-2)).toEqual(['case.taken.v1', 'case.contacted.v1']);
    expect(story.state).toMatchObject({ status: 'inProgress', holder: 'lin', firstResponsible: 'lin' });
  });

  test('before anybody was offered the case leaves it waiting for an offer', () => {
    expect(Story.opened().done('contact', hello).state).toMatchObject({ status: 'registered', holder: null });
  });

  test('of somebody else, after the first, leaves the offer to its holder', () => {
    const story = Story.opened()
      .done('contact', hello, { by: LIN })
      .offer('wu')
      .done('contact', hello, { by: LIN });
    expect(story.state).toMatchObject({ status: 'assigned', holder: 'wu' });
  });

  test('that is an update without progress, nextStep and eta is refused, each by name', () => {
    const refusal = Story.inProgress().refused('contact', {
      ...hello,
      purpose: 'update',
      nextStep: 'send parts',
    });
    expect(refusal.errors.map(({ pointer }) => pointer)).toEqual(['/progress', '/eta']);
    const update = { progress: 'found', nextStep: 'send parts', eta: '2026-11-24T10:00:00+08:00' };
    const story = Story.inProgress().done('contact', { ...hello, purpose: 'update', ...update });
    expect(story.last('case.contacted.v1')).toMatchObject({
      eta: '2026-11-24T02:00:00.000Z',
      personal: { text: 'hello', progress: 'found', nextStep: 'send parts' },
    });
  });

  test('of a customer comes in', () => {
    expect(Story.inProgress().refused('contact', hello, { by: CUSTOMER })).toMatchObject({
      code: 'notOutbound',
    });
  });
});

test('an attachment is listed on the case', () => {
  const story = Story.inProgress().done('attach', { kind: 'document', uri: 'https://files.example/1' });
  expect(story.state.attachments).toMatchObject([{ kind: 'document', uri: 'https://files.example/1' }]);
});
