import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MinuteOracle } from '../test/minute-oracle.js';
import { compileCalendar, dueAt, elapsed, formatInstant, openTime, parseInstant } from './index.js';
import type { CalendarSpec, Target } from './types.js';

const MINUTE = 60_000;
const WINDOW_DAYS = 16;
/** Zones with windows in which their clocks change, forth, back, by half an hour, at midnight; and one that never does. */
const WINDOWS = [
  ['Asia/Shanghai', '2026-09-26T00:00:00Z'],
  ['Europe/Berlin', '2026-03-24T00:00:00Z'],
  ['Europe/Berlin', '2026-10-19T00:00:00Z'],
  ['America/Santiago', '2026-08-31T00:00:00Z'],
  ['America/Santiago', '2026-03-30T00:00:00Z'],
  ['Africa/Cairo', '2026-04-19T00:00:00Z'],
  ['Africa/Cairo', '2026-10-24T00:00:00Z'],
  ['Australia/Lord_Howe', '2026-09-29T00:00:00Z'],
  ['Australia/Lord_Howe', '2026-03-31T00:00:00Z'],
  ['Pacific/Chatham', '2026-09-22T00:00:00Z'],
  ['Asia/Kathmandu', '2026-12-24T00:00:00Z'],
] as const;
const HOURS = [
  ['09:00-18:00'],
  ['09:00-12:00', '13:30-18:00'],
  ['22:00-06:00'],
  ['01:30-03:30', '02:45-05:00'],
  ['00:00-24:00'],
  ['02:15-02:45', '23:30-00:30'],
  ['00:00-01:00', '12:00-12:01'],
  [],
];

const week = fc.record(
  Object.fromEntries(
    ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, fc.constantFrom(...HOURS)]),
  ),
);
const scenario = fc
  .record({
    window: fc.constantFrom(...WINDOWS),
    week,
    exceptions: fc.array(fc.tuple(fc.nat(WINDOW_DAYS), fc.constantFrom(...HOURS)), { maxLength: 3 }),
    startMinute: fc.integer({ min: 2 * 1440, max: 8 * 1440 }),
    pauses: fc.array(fc.tuple(fc.integer({ min: 0, max: 15 * 1440 }), fc.integer({ min: 1, max: 3000 })), {
      maxLength: 4,
    }),
    target: fc.oneof(
      fc.integer({ min: 1, max: 2500 }).map((minutes): Target => ({ duration: `PT${minutes}M` })),
      fc.integer({ min: 1, max: 5 }).map((businessDays): Target => ({ businessDays })),
    ),
  })
  .map(({ window: [zone, from], week: hours, exceptions, startMinute, pauses, target }) => {
    const begin = Date.parse(from);
    const dates = exceptions.map(([day, own]) => [formatInstant(begin + day * 86_400_000).slice(0, 10), own]);
    const spec: CalendarSpec = { zone, week: hours, exceptions: Object.fromEntries(dates) };
    const start = begin + startMinute * MINUTE;
    return {
      begin,
      spec,
      start,
      target,
      pauses: pauses.map(([at, long]) => ({ from: begin + at * MINUTE, to: begin + (at + long) * MINUTE })),
    };
  });

describe('against the oracle', () => {
  test('a due time is the minute that counting arrives at, in every zone and over every change of clocks', () => {
    let compared = 0;
    fc.assert(
      fc.property(scenario, ({ begin, spec, start, target, pauses }) => {
        fc.pre(Object.values(spec.week).filter((hours) => hours.length > 0).length >= 3);
        const oracle = new MinuteOracle(spec, begin, WINDOW_DAYS);
        const expected = oracle.due(start, target, pauses);
        fc.pre(expected !== null);
        compared++;
        const calendar = compileCalendar(spec);
        const { due } = dueAt({ calendar, start, target, pauses });
        expect(due === null ? null : formatInstant(due)).toBe(formatInstant(expected!));
        expect(elapsed({ calendar, start, pauses, at: due! }) / MINUTE).toBe(
          oracle.count(oracle.minuteOf(start), oracle.minuteOf(due!), pauses),
        );
      }),
      { numRuns: 60 },
    );
    expect(compared).toBeGreaterThan(20);
  });

  test('the oracle itself sees the hour that is skipped and the hour that comes twice', () => {
    const nights: CalendarSpec = { zone: 'Europe/Berlin', week: { sun: ['01:00-04:00'] } };
    const spring = parseInstant('2026-03-28T00:00:00Z');
    const autumn = parseInstant('2026-10-24T00:00:00Z');
    expect(new MinuteOracle(nights, spring, 3).count(0, 3 * 1440, [])).toBe(120);
    expect(new MinuteOracle(nights, autumn, 3).count(0, 3 * 1440, [])).toBe(240);
    expect(openTime(compileCalendar(nights), autumn, autumn + 3 * 86_400_000)).toBe(240 * MINUTE);
  });
});
