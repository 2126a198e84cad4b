import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  HOUR,
  MINUTE,
  type Pause,
  compileCalendar,
  dueAt,
  elapsed,
  formatDuration,
  openTime,
  parseInstant,
  unionOf,
} from './index.js';

const OFFICE = ['09:00-12:00', '13:30-18:00'];
const spec = {
  zone: 'Asia/Shanghai',
  week: { mon: OFFICE, tue: OFFICE, wed: OFFICE, thu: OFFICE, fri: OFFICE },
  exceptions: { '2026-10-01': [], '2026-10-02': [], '2026-10-10': OFFICE },
};
const office = compileCalendar(spec);
const at = (local: string): number => parseInstant(`${local}:00+08:00`);

describe('properties', () => {
  const minute = fc.integer({ min: 0, max: 60 * 24 * 60 }).map((n) => at('2026-09-15T00:00') + n * MINUTE);
  const pause = fc
    .tuple(minute, fc.integer({ min: 0, max: 5000 }))
    .map(([from, minutes]) => ({ from, to: from + minutes * MINUTE }));
  const promise = fc.record({
    start: minute,
    ms: fc.integer({ min: 1, max: 100 * 60 }).map((n) => n * MINUTE),
    pauses: fc.array(pause, { maxLength: 5 }),
  });
  const dueOf = (start: number, ms: number, pauses: readonly Pause[], calendar = office): number =>
    dueAt({ calendar, start, target: { duration: formatDuration(ms) }, pauses }).due!;

  test('pausing never makes a promise due earlier', () => {
    fc.assert(
      fc.property(promise, pause, ({ start, ms, pauses }, another) => {
        expect(dueOf(start, ms, [...pauses, another])).toBeGreaterThanOrEqual(dueOf(start, ms, pauses));
      }),
    );
  });

  test('the order of the pauses changes nothing, nor does telling one in two parts', () => {
    fc.assert(
      fc.property(promise, fc.func(fc.integer()), ({ start, ms, pauses }, rank) => {
        const shuffled = [...pauses].sort((a, b) => rank(a) - rank(b));
        const halves = shuffled.flatMap(({ from, to }) => {
          const middle = from + Math.floor((to - from) / 2);
          return [
            { from: middle, to },
            { from, to: middle },
          ];
        });
        expect(dueOf(start, ms, shuffled)).toBe(dueOf(start, ms, pauses));
        expect(dueOf(start, ms, halves)).toBe(dueOf(start, ms, pauses));
      }),
    );
  });

  test('pausing and resuming at once changes nothing', () => {
    fc.assert(
      fc.property(promise, minute, ({ start, ms, pauses }, moment) => {
        expect(dueOf(start, ms, [...pauses, { from: moment, to: moment }])).toBe(dueOf(start, ms, pauses));
      }),
    );
  });

  test('a due time lies in open time, outside the pauses, and exactly the target has run by then', () => {
    fc.assert(
      fc.property(promise, ({ start, ms, pauses }) => {
        const end = dueOf(start, ms, pauses);
        expect(openTime(office, end - 1, end)).toBe(1);
        expect(pauses.some(({ from, to }) => end > from && end <= to)).toBe(false);
        expect(elapsed({ calendar: office, start, pauses, at: end })).toBe(ms);
        expect(elapsed({ calendar: office, start, pauses, at: end - 1 })).toBe(ms - 1);
      }),
    );
  });

  test('splitting an interval of the calendar changes nothing', () => {
    const parts = ['09:00-10:17', '10:17-12:00', '13:30-16:00', '15:00-18:00'];
    const split = compileCalendar({
      ...spec,
      week: { mon: parts, tue: parts, wed: parts, thu: parts, fri: parts },
    });
    fc.assert(
      fc.property(promise, ({ start, ms, pauses }) => {
        expect(dueOf(start, ms, pauses, split)).toBe(dueOf(start, ms, pauses));
      }),
    );
  });

  test('the order in which a calendar is asked, also far back and far ahead, changes no answer', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 60 }), { minLength: 2, maxLength: 6 }), (years) => {
        const asked = compileCalendar(spec);
        for (const year of years) {
          const start = at('2026-09-15T00:00') + year * 365 * 24 * HOUR;
          expect(dueOf(start, 40 * HOUR, [], asked)).toBe(dueOf(start, 40 * HOUR, [], compileCalendar(spec)));
        }
      }),
      { numRuns: 15 },
    );
  });

  test('a union is in order, apart, and covers the same instants', () => {
    const intervals = fc.array(fc.tuple(fc.nat(50), fc.nat(50)).map(([from, to]) => ({ from, to })));
    fc.assert(
      fc.property(intervals, fc.nat(50), (list, moment) => {
        const union = unionOf(list);
        const covers = (all: readonly { from: number; to: number }[]): boolean =>
          all.some(({ from, to }) => moment >= from && moment < to);
        expect(covers(union)).toBe(covers(list));
        union.slice(1).forEach(({ from }, index) => expect(from).toBeGreaterThan(union[index]!.to));
      }),
    );
  });
});
