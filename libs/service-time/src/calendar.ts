import { DAY, MINUTE } from './duration.js';
import { type Hourbook, hoursOf, readHourbook } from './calendar-spec.js';
import { CalendarHasNoOpenTime, CalendarRunsOut } from './errors.js';
import { YEAR_MAX, YEAR_MIN } from './limits.js';
import type { CalendarSpec, Instant, Interval } from './types.js';
import { Zone } from './zone.js';

/**
 * A calendar ready for arithmetic. Days become instants a year at a time, when first asked for, into one sorted table
 * with running sums: every question after that is a binary search, however long the promise.
 */
export class Calendar {
  /** Open stretches, apart from each other and in order, and the open time before each since the table begins. */
  private from: Instant[] = [];
  private to: Instant[] = [];
  private openBefore: number[] = [];
  /** By day since `firstDay`: business days before it, and the last closing of its own hours. */
  private businessBefore: number[] = [];
  private lastClosing: (Instant | null)[] = [];
  private firstYear: number | null = null;
  private lastYear = 0;
  private firstDay = 0;
  /** The table answers for `[coveredFrom, coveredTo)`. */
  private coveredFrom: Instant = 0;
  private coveredTo: Instant = 0;

  constructor(
    readonly zone: Zone,
    private readonly book: Hourbook,
  ) {}

  /** The local date of an instant, as days since 1970-01-01. */
  dayAt(at: Instant): number {
    return Math.floor((at + this.zone.offsetAt(at)) / DAY);
  }

  /** Open milliseconds in `[from, to)`; zero when `to` is not after `from`. */
  openTime(from: Instant, to: Instant): number {
    if (to <= from) return 0;
    this.cover(from, to);
    return this.openUntil(to) - this.openUntil(from);
  }

  /**
   * The first instant at which `ms` of open time have run since `start`.
   * @throws CalendarRunsOut
   */
  addOpenTime(start: Instant, ms: number): Instant {
    if (ms === 0) return start;
    if (!(ms > 0)) throw new RangeError(`open time is added, not taken away: ${ms} ms`);
    this.cover(start, start + ms);
    const goal = this.openUntil(start) + ms;
    while (this.openInTable() < goal) this.extend();
    // `extend` may have begun the table anew only to the right, so `goal` still counts from the same beginning.
    const index = lastBelow(this.openBefore, goal);
    return this.from[index]! + (goal - this.openBefore[index]!);
  }

  /** The date's own last closing, or null when it has no hours of its own. */
  lastClosingOf(day: number): Instant | null {
    this.cover(day * DAY - DAY, day * DAY + 2 * DAY);
    return this.lastClosing[day - this.firstDay]!;
  }

  /** The n-th date after `day` that has hours of its own. @throws CalendarRunsOut */
  businessDayAfter(day: number, n: number): number {
    this.cover(day * DAY - DAY, (day + n + 2) * DAY);
    const goal = this.businessBefore[day + 1 - this.firstDay]! + n;
    while (this.businessBefore.at(-1)! < goal) this.extend();
    // The last day before which there are fewer than `goal` business days is the goal-th one itself.
    return this.firstDay + lastBelow(this.businessBefore, goal);
  }

  /** The open stretches that overlap `[from, to)`, cut to it. */
  openWithin(from: Instant, to: Instant): Interval[] {
    if (to <= from) return [];
    this.cover(from, to);
    const found: Interval[] = [];
    for (let i = Math.max(0, lastBelow(this.from, from)); i < this.from.length && this.from[i]! < to; i++) {
      if (this.to[i]! <= from) continue;
      found.push({ from: Math.max(from, this.from[i]!), to: Math.min(to, this.to[i]!) });
    }
    return found;
  }

  /** Whether the date of `at` lies beyond what the calendar's holiday notice speaks of. */
  isBeyondKnown(at: Instant): boolean {
    return this.book.knownUntil !== null && this.dayAt(at) > this.book.knownUntil;
  }

  private openUntil(at: Instant): number {
    const index = lastBelow(this.from, at);
    if (index < 0) return 0;
    return this.openBefore[index]! + Math.min(at, this.to[index]!) - this.from[index]!;
  }

  private openInTable(): number {
    const last = this.from.length - 1;
    return last < 0 ? 0 : this.openBefore[last]! + this.to[last]! - this.from[last]!;
  }

  /** Makes the table answer for `[from, to]`. Beginning earlier begins it anew; going on only appends. */
  private cover(from: Instant, to: Instant): void {
    if (this.firstYear !== null && from >= this.coveredFrom && to < this.coveredTo) return;
    if (!Number.isFinite(from) || !Number.isFinite(to))
      throw new RangeError(`${from} to ${to} is not a time`);
    const [firstYear, lastYear] = [yearOf(from - DAY), yearOf(to + DAY)];
    if (this.firstYear === null || firstYear < this.firstYear) this.begin(firstYear);
    if (lastYear > this.lastYear) this.append(lastYear);
  }

  /** Doubles the table, so that a long promise costs few steps. */
  private extend(): void {
    if (this.lastYear >= YEAR_MAX || this.isOverBy(this.lastYear)) throw new CalendarRunsOut(this.lastYear);
    this.append(Math.min(YEAR_MAX, this.lastYear + (this.lastYear - this.firstYear! + 1)));
  }

  /** Without weekly hours nothing comes after the last exception. */
  private isOverBy(year: number): boolean {
    if (this.book.week.some((hours) => hours.length > 0)) return false;
    return Math.max(...this.book.exceptions.keys()) < dayOfYear(year + 1);
  }

  private begin(firstYear: number): void {
    if (firstYear < YEAR_MIN) throw new CalendarRunsOut(YEAR_MIN);
    const lastYear = this.firstYear === null ? firstYear : this.lastYear;
    [this.from, this.to, this.openBefore, this.businessBefore, this.lastClosing] = [[], [], [], [0], []];
    this.firstYear = firstYear;
    this.firstDay = dayOfYear(firstYear);
    this.lastYear = firstYear - 1;
    this.zone.cover(this.firstDay * DAY - DAY, dayOfYear(lastYear + 1) * DAY);
    this.coveredFrom = this.zone.instantOf(this.firstDay * DAY, 'opening');
    // The evening before may reach into the first day.
    this.open(this.firstDay - 1);
    this.append(lastYear);
  }

  private append(lastYear: number): void {
    if (lastYear > YEAR_MAX) throw new CalendarRunsOut(YEAR_MAX);
    const end = dayOfYear(lastYear + 1);
    this.zone.cover(dayOfYear(this.lastYear + 1) * DAY, end * DAY);
    for (let day = dayOfYear(this.lastYear + 1); day < end; day++) {
      const closing = this.open(day);
      this.lastClosing.push(closing);
      this.businessBefore.push(this.businessBefore.at(-1)! + (closing === null ? 0 : 1));
    }
    this.lastYear = lastYear;
    this.coveredTo = this.zone.instantOf(end * DAY, 'opening');
  }

  /** Appends the stretches of one day; its last closing, or null for a day without hours of its own. */
  private open(day: number): Instant | null {
    // Nobody works on a date that never was.
    if (this.zone.isSkipped(day)) return null;
    let lastClosing: Instant | null = null;
    for (const { open, close } of hoursOf(this.book, day)) {
      const from = this.zone.instantOf(day * DAY + open * MINUTE, 'opening');
      const to = this.zone.instantOf(day * DAY + close * MINUTE, 'closing');
      this.join(from, to);
      if (lastClosing === null || to > lastClosing) lastClosing = to;
    }
    return lastClosing;
  }

  /** What overlaps or touches the last stretch is joined to it and counts once. */
  private join(from: Instant, to: Instant): void {
    if (to <= from) return;
    const last = this.from.length - 1;
    if (last >= 0 && from <= this.to[last]!) {
      this.to[last] = Math.max(to, this.to[last]!);
    } else {
      this.openBefore.push(this.openInTable());
      this.from.push(from);
      this.to.push(to);
    }
  }
}

/**
 * @throws UnknownZone, InvalidCalendar, CalendarHasNoOpenTime
 */
export function compileCalendar(spec: CalendarSpec): Calendar {
  const zone = Zone.named(spec.zone);
  const book = readHourbook(spec);
  const days = [...book.week, ...book.exceptions.values()];
  if (days.every((hours) => hours.length === 0)) throw new CalendarHasNoOpenTime();
  return new Calendar(zone, book);
}

/** The index of the last number below `limit` in ascending numbers, or -1. */
function lastBelow(numbers: readonly number[], limit: number): number {
  let low = -1;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (numbers[middle]! < limit) low = middle;
    else high = middle - 1;
  }
  return low;
}

function yearOf(at: Instant): number {
  return new Date(at).getUTCFullYear();
}

function dayOfYear(year: number): number {
  return Date.UTC(year, 0, 1) / DAY;
}
