import { describe, expect, test } from '@jest/globals';
import type { AnyEvent } from '@caseloop/contracts';
import type { NoticeRule, Pack } from '@caseloop/policy';
import type { Outfit } from './carriers.js';
import { localTime } from './local-time.js';
import { languageFor, planNotices, planReminder, told } from './plan.js';
import { lapsesAt, remindersOf } from './reminders.js';
import type { CaseSnapshot } from './snapshot.js';

const snapshot = (over: Partial<CaseSnapshot> = {}): CaseSnapshot => ({
  caseId: 'c',
  number: 'SH-2026-000001',
  unit: 'main',
  customerId: 'k',
  pack: { name: 'after-sales', version: 'v1' },
  correlationId: null,
  openedAt: 0,
  occurredAt: '2026-11-23T01:00:00.000Z',
  serviceEndedAt: null,
  status: 'assigned',
  cycle: 1,
  type: 'productFault',
  urgency: 'normal',
  team: 'techSupport',
  holder: 'wu',
  firstResponsible: null,
  channel: 'webChat',
  language: null,
  preferredChannel: null,
  isAccepted: false,
  resolvedAt: null,
  input: {},
  contact: { name: '王芳', phone: '13800001234', email: null, summary: '设备无法启动' },
  ...over,
});
const rule = (to: string, over: Partial<NoticeRule> = {}): NoticeRule => ({
  id: `${to}.accepted`,
  on: { on: 'case.assigned.v1', match: {} },
  match: {},
  to,
  template: 'acceptanceNotice',
  minChannels: 1,
  ...over,
});
const pack = (...notices: NoticeRule[]) =>
  ({ notices, escalations: [], locale: 'zh-CN', templates: {} }) as unknown as Pack;
const LOCAL: Outfit = new Set(['log', 'callTask'] as const);
const scene = (of: CaseSnapshot, ...notices: NoticeRule[]) => ({
  snapshot: of,
  pack: pack(...notices),
  outfit: LOCAL,
});
const event = (type: string, data: object = {}) => ({ type, data }) as AnyEvent;
const assigned = event('case.assigned.v1');
const recipients = (of: CaseSnapshot, ...rules: NoticeRule[]) =>
  planNotices(assigned, scene(of, ...rules)).map(({ to }) => to);

describe('who is told', () => {
  test('the customer, the holder, and roles by their name', () => {
    expect(recipients(snapshot(), rule('customer'), rule('holder'), rule('supervisor'))).toEqual([
      'customer',
      'wu',
      'supervisor',
    ]);
  });
  test('the holder stands in for a first responsible nobody is yet', () => {
    expect(recipients(snapshot(), rule('firstResponsible'))).toEqual(['wu']);
    expect(recipients(snapshot({ firstResponsible: 'lin' }), rule('firstResponsible'))).toEqual(['lin']);
  });
  test('nobody in place of a holder there is not', () => {
    expect(recipients(snapshot({ holder: null }), rule('holder'), rule('firstResponsible'))).toEqual([]);
  });
  test('the target of an escalation, by a person or by a clock', () => {
    const target = (on: AnyEvent) =>
      planNotices(on, scene(snapshot(), rule('target', { on: { on: on.type, match: {} } }))).map(
        ({ to }) => to,
      );
    expect(target(event('case.escalated.v1', { to: 'departmentManager' }))).toEqual(['departmentManager']);
    expect(target(event('clock.breached.v1', { escalate: { level: 1, to: 'supervisor' } }))).toEqual([
      'supervisor',
    ]);
    expect(target(event('clock.warned.v1', { escalate: { level: 2, to: 'manager', again: 1 } }))).toEqual([
      'manager',
    ]);
    expect(target(event('clock.breached.v1'))).toEqual([]);
  });
  test('one person only once, however many rules name them', () => {
    expect(
      recipients(snapshot({ firstResponsible: 'wu' }), rule('holder'), rule('firstResponsible')),
    ).toEqual(['wu']);
  });
  test('staff in the language of the pack, the customer in their own', () => {
    const both = planNotices(assigned, scene(snapshot({ language: 'en' }), rule('customer'), rule('holder')));
    expect(both.map(({ language }) => language)).toEqual(['en', 'zh-CN']);
  });
  test('the customer only once that the case is accepted', () => {
    const before = snapshot();
    const after = told(before, planNotices(assigned, scene(before, rule('customer'))));
    expect(recipients(after, rule('customer'))).toEqual([]);
  });
  test('nobody is reminded by a pack without a text for it', () => {
    expect(planReminder(scene(snapshot()))).toEqual([]);
  });
});

test.each([
  [null, 'zh-CN'],
  ['en', 'en'],
  ['en-GB', 'en'],
  ['zh', 'zh-CN'],
  ['ZH-cn', 'zh-CN'],
  ['fr', 'zh-CN'],
] as const)('a customer who speaks %s is written to in %s', (spoken, language) => {
  expect(languageFor(spoken, 'zh-CN')).toBe(language);
});

describe('reminders', () => {
  const closing = (lapse: Pack['closing']['lapse']) => ({ lapse }) as Pack['closing'];
  test('are counted in the order of their times', () => {
    const lapse = { after: 'PT72H', reminders: ['PT48H', 'PT24H'] };
    expect(remindersOf(closing(lapse), 1_000)).toEqual([
      { n: 1, dueAt: 86_401_000 },
      { n: 2, dueAt: 172_801_000 },
    ]);
    expect(lapsesAt(closing(lapse), 0)).toBe(259_200_000);
  });
  test('there are none where a confirmation never lapses', () => {
    expect(remindersOf(closing(null), 0)).toEqual([]);
    expect(lapsesAt(closing(null), 0)).toBeNull();
  });
});

test('a time is written in the zone of the pack, also over midnight', () => {
  expect(localTime(Date.parse('2026-11-23T16:05:00Z'), 'Asia/Shanghai')).toBe('2026-11-24 00:05');
});
