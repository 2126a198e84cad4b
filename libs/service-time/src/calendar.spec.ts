import { describe, expect, test } from '@jest/globals';
import {
  type CalendarSpec,
  HOUR,
  businessDaysEnd,
  compileCalendar,
  formatInstant,
  openTime,
  parseInstant,
} from './index.js';

const OFFICE = ['09:00-12:00', '13:30-18:00'];
const at = (local: string): number => parseInstant(`${local}:00+08:00`);

describe('dated hours', () => {
  const weekend = { zone: 'Asia/Shanghai', week: { mon: ['09:00-18:00'], tue: ['10:00-12:00'] } };
  const openOn = (date: string, dated: Partial<CalendarSpec>): number =>
    openTime(
      compileCalendar({ ...weekend, ...dated }),
      at(`${date}T00:00`),
      at(`${date}T00:00`) + 24 * HOUR,
    ) / HOUR;

  test('a make-up workday works the hours of the weekday it names', () => {
    expect(openOn('2026-10-10', {})).toBe(0);
    expect(openOn('2026-10-10', { makeUpDays: [{ date: '2026-10-10', as: 'mon' }] })).toBe(9);
    expect(openOn('2026-10-10', { makeUpDays: [{ date: '2026-10-10', as: 'tue' }] })).toBe(2);
  });

  test('an exception stands before a make-up workday, that before a holiday, that before the week', () => {
    const holidays = [{ from: '2026-10-05', to: '2026-10-06' }];
    const makeUpDays = [{ date: '2026-10-05', as: 'tue' as const }];
    expect(openOn('2026-10-05', {})).toBe(9);
    expect(openOn('2026-10-05', { holidays })).toBe(0);
    expect(openOn('2026-10-05', { holidays, makeUpDays })).toBe(2);
    expect(
      openOn('2026-10-05', { holidays, makeUpDays, exceptions: { '2026-10-05': ['00:00-24:00'] } }),
    ).toBe(24);
    expect(openOn('2026-10-06', { holidays: [{ from: '2026-10-06' }] })).toBe(0);
  });

  test.each<[Partial<CalendarSpec>, string]>([
    [{ holidays: [{ from: '2026-10-05', to: '2026-10-04' }] }, 'holidays.0.to'],
    [{ holidays: [{ from: '2026-10-05', to: '2027-10-04' }] }, 'holidays.0.to'],
    [{ makeUpDays: [{ date: '2026-13-01', as: 'mon' }] }, 'makeUpDays.0.date'],
    [{ makeUpDays: [{ date: '2026-10-10', as: 'monday' as 'mon' }] }, 'makeUpDays.0.as'],
  ])('%j is refused by its place', (dated, path) => {
    expect(() => compileCalendar({ ...weekend, ...dated })).toThrow(path);
  });
});

test('the date that Samoa left out is no business day, and nobody worked on it', () => {
  const days = { mon: OFFICE, tue: OFFICE, wed: OFFICE, thu: OFFICE, fri: [...OFFICE, '22:00-06:00'] };
  const samoa = compileCalendar({ zone: 'Pacific/Apia', week: days });
  const thursday = parseInstant('2011-12-29T10:00:00-10:00');
  expect(formatInstant(businessDaysEnd(samoa, thursday, 1))).toBe('2012-01-02T04:00:00.000Z');
  expect(openTime(samoa, thursday, parseInstant('2011-12-31T23:00:00+14:00'))).toBe(6.5 * HOUR);
});

test('an evening before the first date that was ever asked for counts', () => {
  const newYear = { zone: 'Pacific/Honolulu', week: {}, exceptions: { '2026-12-31': ['23:00-22:00'] } };
  const start = parseInstant('2027-01-02T00:30:00Z');
  expect(openTime(compileCalendar(newYear), start, start + 24 * HOUR)).toBe(7.5 * HOUR);
});
