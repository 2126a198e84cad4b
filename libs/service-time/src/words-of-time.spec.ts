import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  DAY,
  HOUR,
  InvalidDuration,
  InvalidInstant,
  MINUTE,
  formatDuration,
  formatInstant,
  nextInstance,
  parseDuration,
  parseInstant,
} from './index.js';

describe('durations', () => {
  test.each([
    ['PT2H', 2 * HOUR],
    ['PT90M', 90 * MINUTE],
    ['PT4H13M46S', 4 * HOUR + 13 * MINUTE + 46_000],
    ['P7D', 7 * DAY],
    ['P1W', 7 * DAY],
    ['P1DT12H', 36 * HOUR],
    ['PT0.5S', 500],
    ['PT0S', 0],
  ])('%s', (iso, ms) => expect(parseDuration(iso)).toBe(ms));

  test.each(['', 'P', 'PT', 'P1M', 'P1Y', '2h', 'PT2', '-PT2H', 'P1DT', 'PT1.2345S', 'P9999999W'])(
    '"%s" is refused',
    (iso) => expect(() => parseDuration(iso)).toThrow(InvalidDuration),
  );

  test('what is written can be read', () => {
    fc.assert(fc.property(fc.nat(), (ms) => expect(parseDuration(formatDuration(ms))).toBe(ms)));
  });

  test('hours stay hours: 72 hours are not three days', () => {
    expect(formatDuration(72 * HOUR)).toBe('PT72H');
    expect(formatDuration(0)).toBe('PT0S');
  });
});

describe('instants', () => {
  test.each([
    ['2026-11-23T09:00:00+08:00', '2026-11-23T01:00:00.000Z'],
    ['2026-11-23T09:00:00.123456Z', '2026-11-23T09:00:00.123Z'],
    ['2026-11-23t09:00:00-03:30', '2026-11-23T12:30:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ])('%s', (text, utc) => expect(formatInstant(parseInstant(text))).toBe(utc));

  test.each([
    '2026-11-23T09:00:00',
    '2026-11-23',
    '2026-02-30T00:00:00Z',
    '2026-11-23T24:00:00Z',
    '2026-11-23T09:60:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-23T09:00:00+24:00',
    'yesterday',
  ])('"%s" is refused', (text) => expect(() => parseInstant(text)).toThrow(InvalidInstant));
});

describe('a promise that comes again', () => {
  const start = parseInstant('2026-11-23T09:00:00Z');
  const again = (cadence: 'afterEach' | 'grid', endedAt: number): number =>
    nextInstance({ calendar: null, cadence, start, periodMs: 2 * HOUR, endedAt }).due - start;

  test('after each answer the period begins anew', () => {
    expect(again('afterEach', start + HOUR)).toBe(3 * HOUR);
    expect(again('afterEach', start + 5 * HOUR)).toBe(7 * HOUR);
  });

  test('on a grid an early answer does not shift the next time', () => {
    expect(again('grid', start + HOUR)).toBe(4 * HOUR);
    expect(again('grid', start + 2 * HOUR)).toBe(4 * HOUR);
  });

  test('on a grid a long silence is one broken promise: the next time is the next still to come', () => {
    expect(again('grid', start + 2 * HOUR + 1)).toBe(4 * HOUR);
    expect(again('grid', start + 7 * HOUR)).toBe(8 * HOUR);
  });

  test('a pause moves the grid, and the time after each answer', () => {
    const paused = (cadence: 'afterEach' | 'grid', endedAt: number): number[] => {
      const pauses = [
        { from: start + HOUR, to: start + 4 * HOUR },
        { from: start + 5 * HOUR, to: start + 5.5 * HOUR },
      ];
      const next = nextInstance({ calendar: null, cadence, start, periodMs: 2 * HOUR, endedAt, pauses });
      return [(next.start - start) / HOUR, (next.due - start) / HOUR];
    };
    // Two open hours have run at 05:00, four at 07:30.
    expect(paused('grid', start + 4.5 * HOUR)).toEqual([5, 7.5]);
    expect(paused('grid', start + 7.5 * HOUR)).toEqual([7.5, 9.5]);
    expect(paused('afterEach', start + 4.5 * HOUR)).toEqual([4.5, 7]);
  });

  test('a period of nothing is refused', () => {
    expect(() =>
      nextInstance({ calendar: null, cadence: 'grid', start, periodMs: 0, endedAt: start }),
    ).toThrow(RangeError);
  });
});
