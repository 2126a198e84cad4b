import type { CalendarSpec, Interval, Target, Weekday } from '../src/index.js';

/**
 * A second way to the same answer, made to be obvious and not fast: it looks at the wall clock of every single minute
 * through `Intl`, finds opening and closing by looking, and counts. It shares no code with what it judges.
 */
export class MinuteOracle {
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
        ? minutesOf(target.duration)
        : this.count(this.minuteOf(start), this.businessEnd(start, target.businessDays), []);
    let counted = 0;
    for (let minute = this.minuteOf(start); minute < this.open.length; minute++) {
      if (counted === goal) return this.from + minute * 60_000;
      counted += this.counts(minute, pauses) ? 1 : 0;
    }
    return null;
  }

  count(from: number, to: number, pauses: readonly Interval[]): number {
    if (to === Infinity) return Infinity;
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
    while (index < dates.length && lastClosing(index) <= this.minuteOf(start)) index++;
    for (let left = n; left > 0 && index < dates.length;) {
      index++;
      if (index < dates.length && lastClosing(index) >= 0) left--;
    }
    // Beyond the window that is looked at nothing can be counted.
    if (index >= dates.length) return Infinity;
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

function minutesOf(duration: string): number {
  const [, hours = '0', minutes = '0'] = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:0S)?$/.exec(duration)!;
  return Number(hours) * 60 + Number(minutes);
}
