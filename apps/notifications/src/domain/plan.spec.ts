import { describe, expect, test } from '@jest/globals';
import type { AnyEvent } from '@caseloop/contracts';
import type { NoticeRule, Pack } from '@caseloop/policy';
import fc from 'fast-check';
import { CARRIERS, waysToCustomer } from './carriers.js';
import { localTime } from './local-time.js';
import { languageFor, planNotices, planReminder, told } from './plan.js';
import { lapsesAt, remindersOf } from './reminders.js';
import type { CaseSnapshot } from './snapshot.js';

const snapshot = (over: Partial<CaseSnapshot> = {}): CaseSnapshot => ({
  caseId: 'c',
  number: 'SH-2026-000001',
  unit: 'main',
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
const event = (type: string, data: object = {}) => ({ type, data }) as AnyEvent;
const assigned = event('case.assigned.v1');
const recipients = (of: CaseSnapshot, ...rules: NoticeRule[]) =>
  planNotices(assigned, of, pack(...rules)).map(({ to }) => to);

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
      planNotices(on, snapshot(), pack(rule('target', { on: { on: on.type, match: {} } }))).map(
        ({ to }) => to,
      );
    expect(target(event('case.escalated.v1', { to: 'departmentManager' }))).toEqual(['departmentManager']);
    expect(target(event('clock.breached.v1', { escalate: { level: 1, to: 'supervisor' } }))).toEqual([
      'supervisor',
    ]);
    expect(target(event('clock.breached.v1'))).toEqual([]);
  });
  test('one person only once, however many rules name them', () => {
    expect(
      recipients(snapshot({ firstResponsible: 'wu' }), rule('holder'), rule('firstResponsible')),
    ).toEqual(['wu']);
  });
  test('staff in the language of the pack, the customer in their own', () => {
    const both = planNotices(assigned, snapshot({ language: 'en' }), pack(rule('customer'), rule('holder')));
    expect(both.map(({ language }) => language)).toEqual(['en', 'zh-CN']);
  });
  test('the customer only once that the case is accepted', () => {
    const before = snapshot();
    const after = told(before, planNotices(assigned, before, pack(rule('customer'))));
    expect(recipients(after, rule('customer'))).toEqual([]);
  });
  test('nobody is reminded by a pack without a text for it', () => {
    expect(planReminder(snapshot(), pack())).toEqual([]);
  });
});

describe('the way to a customer', () => {
  const wanted = (over: Partial<CaseSnapshot>) => waysToCustomer(snapshot(over), 1)[0];
  test('is the channel they prefer, before the one they came by', () => {
    expect(wanted({ preferredChannel: 'sms' })).toEqual({ carrier: 'log', wanted: 'sms' });
    expect(wanted({})).toEqual({ carrier: 'log', wanted: 'webChat' });
  });
  test('by phone is a call for a person to make', () => {
    expect(wanted({ channel: 'phone' })).toEqual({ carrier: 'callTask', wanted: 'phone' });
  });
  test('is not one they cannot be reached by', () => {
    expect(wanted({ preferredChannel: 'email' })).toEqual({ carrier: 'log', wanted: 'webChat' });
    expect(wanted({ channel: 'store' })).toEqual({ carrier: 'log', wanted: 'sms' });
    expect(wanted({ channel: 'phone', contact: null })).toEqual({ carrier: 'log', wanted: null });
  });
  test('is always there, and no carrier is used twice', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('phone', 'email', 'store', 'sms', 'webChat'),
        fc.option(fc.constantFrom('phone', 'email', 'voiceCall', 'appPush')),
        fc.option(fc.constant('1380000')),
        fc.nat({ max: 4 }),
        (channel, preferredChannel, phone, channels) => {
          const contact = { name: 'x', phone, email: null, summary: '' };
          const over = { channel, preferredChannel, contact } as Partial<CaseSnapshot>;
          const carriers = waysToCustomer(snapshot(over), channels).map(({ carrier }) => carrier);
          expect(carriers.length).toBeGreaterThanOrEqual(1);
          expect(carriers.length).toBeLessThanOrEqual(Math.max(1, Math.min(channels, CARRIERS.length)));
          expect(new Set(carriers).size).toBe(carriers.length);
        },
      ),
    );
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
