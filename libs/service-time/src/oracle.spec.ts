import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileCalendar, dueAt, elapsed, formatInstant, openTime, parseInstant } from './index.js';
import type { CalendarSpec, Interval, Target, Weekday } from './types.js';

/**
 * A second way to the same answer, made to be obvious and not fast: it looks at the wall clock of every single minute
 * through `Intl`, finds opening and closing by looking, and counts. It shares no code with what it judges.
 */
class MinuteOracle {
  private readonly walls: readonly string[];
  private readonly open: boolean[];

  constructor(
    private readonly spec: CalendarSpec,
    private readonly from: number,
    days: number,
  ) {
    this.walls = wallsOf(spec.zone, from, days);
    this.open = new Array<boolean>(this.walls.length).fill(false);
    for (const date of this.dates()) {
      for (const [opening, closing] of this.openingsOf(date)) this.open.fill(true, opening, closing);
    }
  }

  due(start: number, target: Target, pauses: readonly Interval[]): number | null {
    const goal =
      'duration' in target
        ? Number(/PT(\d+)M/.exec(target.duration)![1])
        : this.count(this.minuteOf(start), this.businessEnd(start, target.businessDays), []);
    let counted = 0;
    for (let minute = this.minuteOf(start); minute < this.open.length; minute++) {
      if (counted === goal) return this.from + minute * 60_000;
      counted += this.counts(minute, pauses) ? 1 : 0;
    }
    return null;
  }

  count(from: number, to: number, pauses: readonly Interval[]): number {
    let counted = 0;
    for (let minute = from; minute < to; minute++) counted += this.counts(minute, pauses) ? 1 : 0;
    return counted;
  }

  minuteOf(at: number): number {
    return (at - this.from) / 60_000;
  }

  private counts(minute: number, pauses: readonly Interval[]): boolean {
    const at = this.from + minute * 60_000;
    return this.open[minute]! && !pauses.some(({ from, to }) => at >= from && at < to);
  }

  private businessEnd(start: number, n: number): number {
    const dates = this.dates();
    let index = dates.indexOf(this.walls[this.minuteOf(start)]!.slice(0, 10));
    const lastClosing = (i: number): number =>
      Math.max(-1, ...this.openingsOf(dates[i]!).map(([, to]) => to));
    while (lastClosing(index) <= this.minuteOf(start)) index++;
    for (let left = n; left > 0;) if (lastClosing(++index) >= 0) left--;
    return lastClosing(index);
  }

  private dates(): string[] {
    return [...new Set(this.walls.map((wall) => wall.slice(0, 10)))];
  }

  private openingsOf(date: string): [number, number][] {
    const weekday = new Date(`${date}T12:00:00Z`).toLocaleDateString('en-US', {
      weekday: 'short',
      timeZone: 'UTC',
    });
    const own = this.spec.exceptions?.[date] ?? this.spec.week[weekday.toLowerCase() as Weekday] ?? [];
    return own.map((hours) => {
      const [opens, closes] = hours.split('-') as [string, string];
      const endsAfterMidnight = closes <= opens;
      const closing =
        closes === '24:00' ? `${next(date)} 00:00` : `${endsAfterMidnight ? next(date) : date} ${closes}`;
      return [this.find(`${date} ${opens}`, 'first'), this.find(closing, 'last')];
    });
  }

  /** The minute that shows this on the wall, or the first one after the clocks skipped it. */
  private find(wall: string, which: 'first' | 'last'): number {
    const shown = which === 'first' ? this.walls.indexOf(wall) : this.walls.lastIndexOf(wall);
    if (shown >= 0) return shown;
    return this.walls.findIndex(
      (later, minute) => minute > 0 && later > wall && this.walls[minute - 1]! < wall,
    );
  }
}

/** What the wall shows, minute by minute. Kept per window, because asking is what takes the time. */
const windows = new Map<string, readonly string[]>();
function wallsOf(zone: string, from: number, days: number): readonly string[] {
  const key = `${zone} ${from} ${days}`;
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  const walls =
    windows.get(key) ??
    Array.from({ length: days * 1440 }, (_, minute) => format.format(from + minute * 60_000));
  windows.set(key, walls);
  return walls;
}

function next(date: string): string {
  return new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);
}

const MINUTE = 60_000;
const WINDOW_DAYS = 20;
/** Zones with windows in which their clocks change, forth, back, by half an hour, at midnight; and one that never does. */
const WINDOWS = [
  ['Asia/Shanghai', '2026-09-26T00:00:00Z'],
  ['Europe/Berlin', '2026-03-21T00:00:00Z'],
  ['Europe/Berlin', '2026-10-17T00:00:00Z'],
  ['America/New_York', '2026-03-01T00:00:00Z'],
  ['America/Santiago', '2026-08-29T00:00:00Z'],
  ['America/Santiago', '2026-03-28T00:00:00Z'],
  ['Africa/Cairo', '2026-04-17T00:00:00Z'],
  ['Africa/Cairo', '2026-10-23T00:00:00Z'],
  ['Australia/Lord_Howe', '2026-09-26T00:00:00Z'],
  ['Australia/Lord_Howe', '2026-03-28T00:00:00Z'],
  ['Pacific/Chatham', '2026-09-19T00:00:00Z'],
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
    startMinute: fc.integer({ min: 2 * 1440, max: 9 * 1440 }),
    pauses: fc.array(fc.tuple(fc.integer({ min: 0, max: 15 * 1440 }), fc.integer({ min: 1, max: 3000 })), {
      maxLength: 4,
    }),
    target: fc.oneof(
      fc.integer({ min: 1, max: 4000 }).map((minutes): Target => ({ duration: `PT${minutes}M` })),
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
      { numRuns: 100 },
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
