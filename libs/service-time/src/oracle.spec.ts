import { describe, expect, test } from '@jest/globals';
import { randomSchedule } from '../test/random-schedules.mjs';
import { SlowOracle, Window } from '../test/slow-oracle.mjs';
import {
  type CalendarSpec,
  MINUTE,
  compileCalendar,
  dueAt,
  elapsed,
  formatInstant,
  openTime,
} from './index.js';

/** A hundred thousand more, and with another seed: npm run proof:clocks. */
const SCHEDULES = 400;

describe('against the oracle', () => {
  test('a due time is what counting arrives at, in every zone and over every change of clocks', () => {
    let compared = 0;
    for (let number = 0; compared < SCHEDULES; number++) {
      const schedule = randomSchedule(number);
      if (!schedule) continue;
      compared++;
      const { calendar: spec, start, pauses } = schedule;
      const calendar = spec && compileCalendar(spec);
      const { due, targetMs } = dueAt({ ...schedule, calendar });
      const said = {
        number,
        due: formatInstant(due!),
        elapsed: elapsed({ calendar, start, pauses, at: due! }),
      };
      expect(said).toEqual({ number, due: formatInstant(schedule.due), elapsed: targetMs });
    }
  });

  test('what has run by any moment is what counting finds', () => {
    for (let number = 0; number < SCHEDULES / 8; number++) {
      const schedule = randomSchedule(number);
      if (!schedule) continue;
      const { calendar: spec, start, pauses, due, oracle } = schedule;
      const at = start + Math.floor((due - start) / 3000) * 1000;
      const counted = oracle.openTime(start, at, pauses);
      expect(elapsed({ calendar: spec && compileCalendar(spec), start, pauses, at })).toBe(counted);
    }
  });
});

describe('the oracle itself sees', () => {
  const nights: CalendarSpec = { zone: 'Europe/Berlin', week: { sun: ['01:00-04:00'] } };
  test.each([
    ['the hour that is skipped', '2026-03-28T00:00:00Z', 120],
    ['the hour that comes twice', '2026-10-24T00:00:00Z', 240],
  ])('%s', (_, begin, minutes) => {
    const from = Date.parse(begin);
    const to = from + 3 * 24 * 60 * MINUTE;
    const window = new Window('Europe/Berlin', from, 4);
    expect(new SlowOracle(nights, window).openTime(from, to, [])).toBe(minutes * MINUTE);
    expect(openTime(compileCalendar(nights), from, to)).toBe(minutes * MINUTE);
  });

  test('the date that Samoa left out', () => {
    const window = new Window('Pacific/Apia', Date.parse('2011-12-28T00:00:00Z'), 5);
    const dates = window.dates.map((day) => formatInstant(day * 24 * 60 * MINUTE).slice(0, 10));
    expect(dates).toEqual([
      '2011-12-27',
      '2011-12-28',
      '2011-12-29',
      '2011-12-31',
      '2012-01-01',
      '2012-01-02',
    ]);
  });
});
