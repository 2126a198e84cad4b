import { describe, expect, test } from '@jest/globals';
import { caseInput, conditionHolds, formatNumber, matches, renderNumber } from './index.js';
import type { Condition } from './model.js';
import { Expressions } from './expression.js';

const input = caseInput({
  source: 'customer',
  channel: 'phone',
  type: 'fault',
  emotion: ['anxious', 'agitated'],
  facts: { delayHours: 24, safetyRisk: false, note: '' },
  customer: { name: 'A', phone: '13800001234', memberTier: 'gold' },
});
const holds = (path: string, condition: Condition): boolean =>
  matches({ match: { [path]: condition } }, input);

describe('a condition', () => {
  const cases: [string, Condition, boolean][] = [
    ['type', 'fault', true],
    ['type', 'other', false],
    ['type', { in: ['other', 'fault'] }, true],
    ['type', { notIn: ['other'] }, true],
    ['type', { notIn: ['fault'] }, false],
    ['urgency', { notIn: ['urgent'] }, true],
    ['urgency', { present: false }, true],
    ['facts.note', { present: true }, false],
    ['facts.safetyRisk', false, true],
    ['facts.safetyRisk', { present: true }, true],
    ['facts.unheard', false, false],
    ['facts.delayHours', { gt: 24 }, false],
    ['facts.delayHours', { gte: 24 }, true],
    ['facts.delayHours', { gte: 24, lt: 25 }, true],
    ['facts.delayHours', { lte: 23 }, false],
    ['type', { gt: 1 }, false],
    ['emotion', 'agitated', true],
    ['emotion', { in: ['calm', 'agitated'] }, true],
    ['emotion', { notIn: ['agitated'] }, false],
    ['emotion', { notIn: ['calm'] }, true],
    ['customer.memberTier', 'gold', true],
    ['customer.constructor.name', 'Object', false],
  ];
  test.each(cases)('%s %j is %s', (path, condition, expected) => {
    expect(holds(path, condition)).toBe(expected);
  });

  test('all of a match must hold; an empty one always does', () => {
    expect(matches({ match: { type: 'fault', channel: 'phone' } }, input)).toBe(true);
    expect(matches({ match: { type: 'fault', channel: 'email' } }, input)).toBe(false);
    expect(matches({ match: {} }, input)).toBe(true);
  });
});

test('what rules see of a customer are traits, never who it is', () => {
  expect(input['customer']).toEqual({ memberTier: 'gold' });
});

test('an event fits by its type and its data', () => {
  const event = {
    type: 'case.contacted.v1',
    data: { direction: 'out', by: { kind: 'agent', id: 'wu' } },
  } as const;
  expect(conditionHolds({ on: 'case.contacted.v1', match: { 'by.kind': 'agent' } }, event)).toBe(true);
  expect(conditionHolds({ on: 'case.contacted.v1', match: { direction: 'in' } }, event)).toBe(false);
  expect(conditionHolds({ on: 'case.resolved.v1', match: {} }, event)).toBe(false);
});

describe('an expression', () => {
  const expressions = new Expressions({
    delayHours: { type: 'number', label: { 'zh-CN': '', en: '' } },
    safetyRisk: { type: 'boolean', label: { 'zh-CN': '', en: '' } },
  });
  test.each([
    ['facts.delayHours > 23', true],
    ['facts.delayHours > 24 || !facts.safetyRisk', true],
    ['"agitated" in emotion && channel == "phone"', true],
    ['caseType == "fault" && customer.memberTier == "gold"', true],
    ['orderNo == "1"', false],
    ['!has(product.module)', true],
  ])('%s is %s', (source, expected) => expect(expressions.compile(source)(input)).toBe(expected));

  test.each([
    'facts.unknown',
    'delayHours > 1',
    'caseType + 1 == 2',
    '1 + 1',
    'caseType ==',
    'process.exit()',
  ])('%s is refused', (source) => expect(() => expressions.compile(source)).toThrow());

  test('about something the case does not say, it is not true', () => {
    expect(
      expressions.compile('facts.delayHours < 5')(caseInput({ source: 'customer', channel: 'web' })),
    ).toBe(false);
  });
});

describe('case numbers', () => {
  const at = Date.UTC(2026, 11, 31, 16, 30);
  const parts = { at, unit: 'north', typeCode: 'PS' };
  test.each([
    ['SH-{yyyy}-{seq:6}', 'Asia/Shanghai', 'SH-2027-000042'],
    ['SH-{yyyy}-{seq:6}', 'UTC', 'SH-2026-000042'],
    ['ZX-{yyyymmdd}-{typeCode}{seq:5}', 'Asia/Shanghai', 'ZX-20270101-PS00042'],
    ['{unit}-{yyyy}-{seq:1}', 'Europe/Berlin', 'north-2026-42'],
  ])('%s in %s', (pattern, zone, expected) => {
    expect(formatNumber(renderNumber(pattern, { ...parts, zone }), 42)).toBe(expected);
  });
  test('digits grow beyond the width', () => {
    expect(formatNumber({ prefix: 'A-', width: 2 }, 12345)).toBe('A-12345');
  });
});
