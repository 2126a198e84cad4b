import { describe, expect, test } from '@jest/globals';
import {
  BusinessDaysNeedCalendar,
  CalendarHasNoOpenTime,
  CalendarRunsOut,
  HOUR,
  InvalidCalendar,
  type Pause,
  UnknownZone,
  businessDaysEnd,
  compileCalendar,
  deadlineOf,
  dueAt,
  formatInstant,
  parseInstant,
} from './index.js';

const OFFICE = ['09:00-12:00', '13:30-18:00'];
const spec = {
  zone: 'Asia/Shanghai',
  week: { mon: OFFICE, tue: OFFICE, wed: OFFICE, thu: OFFICE, fri: OFFICE },
  exceptions: { '2026-10-01': [], '2026-10-02': [], '2026-10-10': OFFICE },
  knownUntil: '2026-12-31',
};
const office = compileCalendar(spec);
const at = (local: string): number => parseInstant(`${local}:00+08:00`);
const local = (ms: number | null): string | null =>
  ms === null ? null : formatInstant(ms + 8 * HOUR).slice(0, 16);
const due = (start: string, target: string | number, pauses: readonly Pause[] = []): string | null =>
  local(
    dueAt({
      calendar: office,
      start: at(start),
      target: typeof target === 'string' ? { duration: target } : { businessDays: target },
      pauses,
    }).due,
  );

describe('due times', () => {
  test.each([
    ['runs through the lunch break', '2026-11-23T11:00', 'PT2H', '2026-11-23T14:30'],
    ['ends at the closing, not at the next opening', '2026-11-23T14:00', 'PT4H', '2026-11-23T18:00'],
    ['goes on the next morning', '2026-11-23T17:30', 'PT1H', '2026-11-24T09:30'],
    ['skips the weekend', '2026-11-27T17:30', 'PT1H', '2026-11-30T09:30'],
    ['starts with the next opening', '2026-11-28T10:00', 'PT30M', '2026-11-30T09:30'],
    ['skips holidays', '2026-09-30T17:30', 'PT1H', '2026-10-05T09:30'],
    ['counts a day as 24 hours of running time', '2026-11-23T09:00', 'P1D', '2026-11-26T10:30'],
  ])('a promise %s', (_, start, target, expected) => {
    expect(due(start, target)).toBe(expected);
  });

  test.each([
    ['a start in the morning', '2026-11-23T09:00', 1, '2026-11-24T18:00'],
    ['none is the close of the same day', '2026-11-23T09:00', 0, '2026-11-23T18:00'],
    ['none after the last closing is the close of the next day', '2026-11-23T18:00', 0, '2026-11-24T18:00'],
    ['a start in the lunch break', '2026-11-23T12:30', 1, '2026-11-24T18:00'],
    ['a start at the last closing belongs to the next day', '2026-11-23T18:00', 1, '2026-11-25T18:00'],
    ['a start on a Saturday belongs to Monday', '2026-11-28T10:00', 1, '2026-12-01T18:00'],
    ['five days over a holiday', '2026-09-30T10:00', 5, '2026-10-09T18:00'],
    ['a make-up Saturday is a business day', '2026-10-09T10:00', 1, '2026-10-10T18:00'],
  ])('business days: %s', (_, start, n, expected) => {
    expect(due(start, n)).toBe(expected);
  });

  test('pauses add to business days, because they became working time at the start', () => {
    const pauses = [{ from: at('2026-11-23T10:00'), to: at('2026-11-23T11:00') }];
    expect(due('2026-11-23T09:00', 1, pauses)).toBe('2026-11-25T10:00');
  });

  test('overlapping pauses count once, and a pause outside open time counts nothing', () => {
    const pauses = [
      { from: at('2026-11-23T10:00'), to: at('2026-11-23T11:00') },
      { from: at('2026-11-23T10:30'), to: at('2026-11-23T11:30') },
      { from: at('2026-11-23T12:00'), to: at('2026-11-23T13:30') },
    ];
    expect(due('2026-11-23T09:00', 'PT3H', pauses)).toBe('2026-11-23T15:00');
  });

  test('while a pause without an end holds there is no due time, unless it came after', () => {
    expect(due('2026-11-23T09:00', 'PT2H', [{ from: at('2026-11-23T10:00'), to: null }])).toBeNull();
    expect(due('2026-11-23T09:00', 'PT1H', [{ from: at('2026-11-23T10:00'), to: null }])).toBe(
      '2026-11-23T10:00',
    );
  });

  test('around the clock every minute counts', () => {
    const start = at('2026-11-28T20:00');
    const result = dueAt({ calendar: null, start, target: { duration: 'PT72H' }, pauses: [] });
    expect(result).toEqual({ due: start + 72 * HOUR, targetMs: 72 * HOUR, provisional: false });
  });

  test('beyond the last date the holiday notice speaks of, a due time is provisional', () => {
    const provisional = (start: string): boolean =>
      dueAt({ calendar: office, start: at(start), target: { businessDays: 1 }, pauses: [] }).provisional;
    expect(provisional('2026-12-30T10:00')).toBe(false);
    expect(provisional('2026-12-31T10:00')).toBe(true);
  });
});

describe('an agreed instant', () => {
  const agreed = (at: string): ReturnType<typeof deadlineOf> =>
    deadlineOf({
      calendar: office,
      start: parseInstant('2026-11-28T10:00:00+08:00'),
      target: { at },
      pauses: [{ from: 0, to: null }],
    });

  test('stands, whatever the calendar and the pauses', () => {
    const due = parseInstant('2026-11-29T03:00:00+08:00');
    expect(agreed('2026-11-29T03:00:00+08:00')).toEqual({ due, targetMs: 17 * HOUR, provisional: false });
  });

  test('before the start is due at the start', () => {
    expect(local(agreed('2026-11-01T03:00:00+08:00').due)).toBe('2026-11-28T10:00');
  });
});

describe('what cannot be computed is refused by name', () => {
  test('business days around the clock', () => {
    const run = { calendar: null, start: 0, target: { businessDays: 1 }, pauses: [] };
    expect(() => dueAt(run)).toThrow(BusinessDaysNeedCalendar);
  });

  test('a calendar that is never open, or of a zone that is not', () => {
    expect(() => compileCalendar({ zone: 'Asia/Shanghai', week: {} })).toThrow(CalendarHasNoOpenTime);
    expect(() => compileCalendar({ zone: 'Mars/Olympus', week: spec.week })).toThrow(UnknownZone);
  });

  test.each(['9:00-12:00', '09:00-25:00', '09:00-24:30', '24:00-02:00', '09:00-09:00', '09:60-10:00', ''])(
    'hours "%s"',
    (hours) => {
      expect(() => compileCalendar({ zone: 'Asia/Shanghai', week: { mon: [hours] } })).toThrow(
        InvalidCalendar,
      );
    },
  );

  test('a date that does not exist, with its path', () => {
    const wrong = { ...spec, exceptions: { '2026-02-30': [] } };
    expect(() => compileCalendar(wrong)).toThrow(
      expect.objectContaining({ path: ['exceptions', '2026-02-30'] }),
    );
  });

  test('more open time than a calendar of single dates has', () => {
    const once = compileCalendar({
      zone: 'Asia/Shanghai',
      week: {},
      exceptions: { '2026-11-23': ['09:00-10:00'] },
    });
    const start = at('2026-11-01T00:00');
    expect(local(dueAt({ calendar: once, start, target: { duration: 'PT1H' }, pauses: [] }).due)).toBe(
      '2026-11-23T10:00',
    );
    const tooLong = { calendar: once, start, target: { duration: 'PT2H' }, pauses: [] };
    expect(() => dueAt(tooLong)).toThrow(CalendarRunsOut);
    expect(() => businessDaysEnd(once, start, 1)).toThrow(CalendarRunsOut);
  });
});
