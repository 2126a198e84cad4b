import { describe, expect, test } from '@jest/globals';
import { dueAt, formatInstant, parseInstant } from '@caseloop/service-time';
import chineseDays from 'chinese-days';
import {
  type Given,
  afterSales as pack,
  afterSalesRead,
  aRequest as request,
  registered,
} from '../test/after-sales-pack.js';
import {
  caseInput,
  classify,
  clocksFor,
  compiledCalendar,
  missingFields,
  registrationDues,
  routeFor,
  unknownWords,
} from './index.js';

const NINE = parseInstant('2026-11-23T09:00:00+08:00');
const dues = (given: Given): Record<string, number> =>
  Object.fromEntries(
    registrationDues(pack, registered(given), NINE).map(({ metric, dueAt: due }) => [
      metric,
      (parseInstant(due) - NINE) / 3_600_000,
    ]),
  );

test('the pack reads without a single finding', () => {
  expect(afterSalesRead.findings).toEqual([]);
});

describe('S2-01, S2-02: what a request must bring', () => {
  const refused = (sent: object, given: Given = {}): string[] =>
    missingFields(pack, sent, caseInput({ ...request, ...given })).map(({ pointer }) => pointer);

  test('name, words, channel and time by phone are enough', () => {
    expect(refused(request)).toEqual([]);
  });
  test('a known customer can be called back, whatever was written down', () => {
    expect(refused({ ...request, customer: { name: 'A', externalId: 'crm-1' } })).toEqual([]);
  });
  test('a customer nobody can reach is refused', () => {
    const { customer, ...rest } = request;
    expect(refused({ ...rest, customer: { name: customer.name } }, { channel: 'webChat' })).toEqual([
      '/customer/phone',
    ]);
  });
  test('a device alarm names its device and alarm, and needs no contact', () => {
    const alarm: Given = { source: 'deviceAlarm', channel: 'deviceAlarm' };
    expect(refused({ customer: { name: 'A' } }, alarm)).toEqual(['/device/deviceId', '/device/alarmCode']);
    expect(refused({ device: { deviceId: 'd', alarmCode: 'E1' } }, alarm)).toEqual([]);
  });
  test('words the standard does not have are refused, naming those it has', () => {
    const unknown = { type: 'complaint', urgency: 'high', facts: { safetyRisk: 'yes', fire: true } };
    expect(unknownWords(pack, unknown).map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '/type unknown',
      '/urgency unknown',
      '/facts/safetyRisk type',
      '/facts/fire unknown',
    ]);
  });
});

describe('S2-05, S2-06: type and urgency', () => {
  test.each([
    [{ facts: { coreBusinessHit: true } }, 'urgent', 'urgent.coreBusiness'],
    [{ facts: { complaintEscalation: true } }, 'urgent', 'urgent.complaintEscalation'],
    [{ facts: { safetyRisk: true } }, 'urgent', 'urgent.safetyRisk'],
    [{ emotion: ['anxious', 'agitated'] }, 'urgent', 'urgent.agitated'],
    [{ facts: { safetyRisk: false, complex: true } }, 'normal', 'normal.otherwise'],
    [{}, 'normal', 'normal.otherwise'],
  ])('%j is %s by %s', (given, urgency, rule) => {
    expect(classify(pack, caseInput({ ...request, ...given }))).toMatchObject({
      urgency,
      rule,
      sop: 'S2-05',
    });
  });

  test('an urgency that was given stands when no criterion fires, and is overruled when one does', () => {
    expect(classify(pack, caseInput({ ...request, urgency: 'urgent' }))).toMatchObject({ urgency: 'urgent' });
    const raised = caseInput({ ...request, urgency: 'normal', facts: { safetyRisk: true } });
    expect(classify(pack, raised)).toMatchObject({ urgency: 'urgent', urgencyProposed: 'normal' });
  });

  test('what nobody typed is other; a type that was given stands', () => {
    expect(classify(pack, caseInput(request))).toMatchObject({ type: 'other' });
    const given = classify(pack, caseInput({ ...request, type: 'productFault', urgency: 'normal' }));
    expect(given).toEqual({
      type: 'productFault',
      urgency: 'normal',
      typeProposed: 'productFault',
      urgencyProposed: 'normal',
    });
  });
});

test.each([
  ['productFault', 'techSupport', undefined],
  ['serviceAttitude', 'customerService', 'afterSalesSupervisor'],
  ['processImprovement', 'operations', undefined],
  ['other', 'triage', undefined],
])('S2-09: %s goes to %s', (type, team, role) => {
  const route = routeFor(pack, registered({ type }));
  expect([route?.team, route?.role, route?.sop]).toEqual([team, role, 'S2-09']);
});

describe('S2-07, S2-08, S2-10: promises at registration', () => {
  test('normal: a response within 24 hours, solved within 72', () => {
    expect(dues({})).toEqual({ firstResponse: 24, resolution: 72 });
  });
  test('urgent: the supervisor within one hour, a plan and a response within two, solved within 72', () => {
    expect(dues({ facts: { safetyRisk: true } })).toEqual({
      supervisorNotice: 1,
      firstResponse: 2,
      planProposed: 2,
      resolution: 72,
    });
  });
  test('hour targets run around the clock and never pause but for the solution and the updates', () => {
    for (const clock of [
      ...clocksFor(pack, registered({})),
      ...clocksFor(pack, registered({ urgency: 'urgent' })),
    ]) {
      if (clock.metric === 'closure') continue;
      const pauses = ['resolution', 'customerUpdate'].includes(clock.metric);
      expect([clock.id, clock.runs, clock.pausesWhile]).toEqual([
        clock.id,
        '24x7',
        pauses ? ['waitingCustomer'] : [],
      ]);
    }
  });
  test('every clock warns before it is due and escalates when it is broken', () => {
    for (const clock of pack.clocks) {
      expect([clock.id, clock.warn.length > 0, clock.escalate.length > 0]).toEqual([clock.id, true, true]);
    }
  });
});

test.each([
  ['normal', 'PT24H'],
  ['urgent', 'PT2H'],
])('S2-14: with urgency %s the customer hears every %s', (urgency, duration) => {
  const update = clocksFor(pack, registered({ urgency })).find(({ metric }) => metric === 'customerUpdate');
  expect(update).toMatchObject({ cadence: 'afterEach', target: { duration }, sop: 'S2-14' });
});

describe('S2-17: closed within one working day', () => {
  const closing = (confirmed: string): string => {
    const clock = pack.clocks.find(({ metric }) => metric === 'closure')!;
    const { due } = dueAt({
      calendar: compiledCalendar(pack, clock.runs),
      start: parseInstant(`${confirmed}:00+08:00`),
      target: clock.target as { businessDays: number },
      pauses: [],
    });
    return formatInstant(due! + 8 * 3_600_000).slice(0, 16);
  };
  test.each([
    ['2026-11-23T10:00', '2026-11-24T18:00', 'on a Monday'],
    ['2026-11-27T19:00', '2026-12-01T18:00', 'after Friday’s closing'],
    ['2026-02-13T10:00', '2026-02-14T18:00', 'before the make-up Saturday of the Spring Festival'],
    ['2026-02-14T17:00', '2026-02-24T18:00', 'on that Saturday, before nine days off'],
    ['2026-09-30T10:00', '2026-10-08T18:00', 'before National Day'],
    ['2026-10-09T10:00', '2026-10-10T18:00', 'before the make-up Saturday after it'],
    ['2026-04-04T10:00', '2026-04-08T18:00', 'on Qingming'],
  ])('confirmed %s: by %s (%s)', (confirmed, due) => expect(closing(confirmed)).toBe(due));

  test('every date of 2026 is what the State Council’s notice says', () => {
    const business = compiledCalendar(pack, 'business')!;
    for (let day = Date.UTC(2026, 0, 1); day < Date.UTC(2027, 0, 1); day += 86_400_000) {
      const date = formatInstant(day).slice(0, 10);
      const isOpen = business.lastClosingOf(day / 86_400_000) !== null;
      expect([date, isOpen]).toEqual([date, chineseDays.isWorkday(date)]);
    }
  });
});
