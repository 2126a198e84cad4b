import type { Actor } from '@caseloop/contracts';
import { DAY, HOUR } from '@caseloop/service-time';
import { describe, expect, test } from '@jest/globals';
import { CLOCK_ID, OPENED_AT, PACK, Story, WU } from '../../test/a-case.js';

const LIN: Actor = { kind: 'agent', id: 'lin' };
const DUE = OPENED_AT + 3 * DAY;
const to = '2026-11-28T18:00:00+08:00';
const request = { clockId: CLOCK_ID, to, reason: 'part is late', consent: { attachment: 'https://files/1' } };

function asked(): Story {
  return Story.inProgress().timed(DUE).done('requestExtension', request);
}
const idOf = (story: Story) => story.state.extensions[0]!.extensionId;

describe('an extension', () => {
  test('is asked for with the present due time beside the one wanted, and granted by somebody else', () => {
    const story = asked();
    expect(story.last('case.extension_requested.v1')).toMatchObject({
      metric: 'resolution',
      dueAt: '2026-11-26T01:00:00.000Z',
      to: '2026-11-28T10:00:00.000Z',
      consent: { attachment: 'https://files/1' },
      personal: { text: 'part is late' },
    });
    story.done('decideExtension', { extensionId: idOf(story), grant: true, reason: 'agreed' }, { by: LIN });
    expect(story.last('case.extension_decided.v1')).toMatchObject({
      granted: true,
      clockId: CLOCK_ID,
      dueAt: '2026-11-28T10:00:00.000Z',
      requestedBy: WU,
    });
    expect(story.state.extensions).toMatchObject([{ granted: true, decidedBy: LIN, dueAt: DUE }]);
  });

  test('is not granted, nor refused, by whoever asked for it', () => {
    const story = asked();
    for (const grant of [true, false]) {
      const refusal = story.refused('decideExtension', { extensionId: idOf(story), grant, reason: 'r' });
      expect([refusal.status, refusal.code]).toEqual([403, 'ownRequest']);
    }
  });

  test('that is refused says no new due time, and the clock may be asked about again', () => {
    const story = asked();
    story.done('decideExtension', { extensionId: idOf(story), grant: false, reason: 'no' }, { by: LIN });
    const said = story.last('case.extension_decided.v1');
    expect([said.granted, said.dueAt]).toEqual([false, undefined]);
    expect(story.done('requestExtension', request).state.extensions).toHaveLength(2);
  });

  test('is asked for once at a time for one clock', () => {
    expect(asked().refused('requestExtension', request).code).toBe('extensionOpen');
  });

  test.each([
    ['a clock nobody knows', Story.inProgress(), 'unknownClock'],
    ['a paused clock', Story.inProgress().timed(DUE, 'paused'), 'notRunning'],
    ['a clock that has ended', Story.inProgress().timed(DUE, 'met'), 'notRunning'],
    ['a breached clock', Story.inProgress().timed(DUE, 'breached'), 'notRunning'],
    [
      'a clock at its due time',
      Story.inProgress()
        .timed(DUE)
        .later(3 * DAY),
      'pastDue',
    ],
  ])('is refused for %s', (_, story, code) => {
    expect(story.refused('requestExtension', request).errors).toMatchObject([{ pointer: '/clockId', code }]);
  });

  test('cannot be asked for after the due time by a command that claims an earlier one', () => {
    const story = Story.inProgress()
      .timed(DUE)
      .later(3 * DAY + 1);
    expect(story.refused('requestExtension', request, { at: OPENED_AT + DAY }).code).toBe('pastDue');
  });

  test('leads to a later due time, or is none', () => {
    const story = Story.inProgress().timed(DUE);
    const refusal = story.refused('requestExtension', { ...request, to: new Date(DUE).toISOString() });
    expect(refusal.errors).toMatchObject([{ pointer: '/to', code: 'notLater' }]);
  });

  test('is not granted once the clock has run out, and can still be refused', () => {
    const story = asked().later(3 * DAY);
    const decision = { extensionId: idOf(story), reason: 'r' };
    expect(story.refused('decideExtension', { ...decision, grant: true }, { by: LIN }).code).toBe('pastDue');
    story.timed(DUE, 'breached').done('decideExtension', { ...decision, grant: false }, { by: LIN });
    expect(story.state.extensions).toMatchObject([{ granted: false }]);
  });

  test('is not granted when the clock was moved later than that meanwhile', () => {
    const story = asked().timed(OPENED_AT + 20 * DAY);
    const decision = { extensionId: idOf(story), grant: true, reason: 'r' };
    expect(story.refused('decideExtension', decision, { by: LIN }).code).toBe('notLater');
  });

  test('is decided once', () => {
    const story = asked();
    const decision = { extensionId: idOf(story), grant: true, reason: 'r' };
    story.done('decideExtension', decision, { by: LIN });
    expect(story.refused('decideExtension', decision, { by: LIN }).code).toBe('unknownExtension');
  });
});

describe('an extension in business days', () => {
  const days = { ...request, to: { businessDays: 5 } };
  const closure = {
    id: 'closure',
    match: {},
    metric: 'closure',
    label: { 'zh-CN': 'x', en: 'x' },
    starts: [],
    stops: [],
    resets: [],
    cancels: [],
    pausesWhile: [],
    target: { businessDays: 1 },
    runs: 'business',
    cadence: 'none' as const,
    warn: [],
    escalate: [],
    retarget: 'fromStart' as const,
  };
  const week = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, ['09:00-18:00']]));
  const pack = { ...PACK, clocks: [closure], calendars: { business: { zone: 'Asia/Shanghai', week } } };

  test('counts from the opening, whenever it is asked for, by the calendar of the pack', () => {
    const story = Story.opened({}, pack)
      .offer('wu')
      .done('take', {})
      .timed(DUE)
      .later(50 * HOUR);
    story.done('requestExtension', days);
    expect(story.last('case.extension_requested.v1')).toMatchObject({
      businessDays: 5,
      to: '2026-11-30T10:00:00.000Z',
    });
  });

  test('is refused in plain words where the pack counts no business days', () => {
    const refusal = Story.inProgress().timed(DUE).refused('requestExtension', days);
    expect(refusal.errors).toMatchObject([{ pointer: '/to/businessDays', code: 'noBusinessCalendar' }]);
    expect(refusal.message).toContain('name a time');
  });
});
