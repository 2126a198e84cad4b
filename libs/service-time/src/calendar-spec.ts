import { InvalidCalendar } from './errors.js';
import { HOLIDAY_DAYS_MAX } from './limits.js';
import { type CalendarSpec, type Holiday, type MakeUpDay, WEEKDAYS } from './types.js';

/** One interval of a day in minutes after its midnight; `close` is past 1440 when the interval ends the day after. */
export interface Hours {
  readonly open: number;
  readonly close: number;
}

/** The hours a calendar gives to each local date, earliest opening first, with dates as days since 1970-01-01. */
export interface Hourbook {
  /** Monday first. */
  readonly week: readonly (readonly Hours[])[];
  /** What a date has instead of its weekday's hours: exceptions, make-up workdays and holidays. */
  readonly exceptions: ReadonlyMap<number, readonly Hours[]>;
  readonly knownUntil: number | null;
}

const MINUTES_PER_DAY = 24 * 60;
const HOURS = /^([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

/** @throws InvalidCalendar with the path of what is wrong. */
export function readHourbook(spec: CalendarSpec): Hourbook {
  for (const day of Object.keys(spec.week)) {
    if (!(WEEKDAYS as readonly string[]).includes(day)) {
      throw new InvalidCalendar(['week', day], day, WEEKDAYS.join(', '));
    }
  }
  const week = WEEKDAYS.map((day) => readDay(spec.week[day] ?? [], ['week', day]));
  const exceptions = new Map([
    ...readHolidays(spec.holidays ?? []),
    ...readMakeUpDays(spec.makeUpDays ?? [], week),
    ...readExceptions(spec.exceptions ?? {}),
  ]);
  const knownUntil = spec.knownUntil === undefined ? null : dayOf(spec.knownUntil, ['knownUntil']);
  return { week, exceptions, knownUntil };
}

/** A day's own hours by date; of several entries for one date in a map made from them the last one stands. */
type Dated = [day: number, hours: readonly Hours[]][];

function readHolidays(holidays: readonly Holiday[]): Dated {
  return holidays.flatMap(({ from, to = from }, index) => {
    const path = ['holidays', String(index)];
    const [first, last] = [dayOf(from, [...path, 'from']), dayOf(to, [...path, 'to'])];
    if (last < first || last - first >= HOLIDAY_DAYS_MAX) {
      throw new InvalidCalendar([...path, 'to'], to, `a date up to ${HOLIDAY_DAYS_MAX} days on from ${from}`);
    }
    return Array.from({ length: last - first + 1 }, (_, days): Dated[number] => [first + days, []]);
  });
}

function readMakeUpDays(makeUpDays: readonly MakeUpDay[], week: Hourbook['week']): Dated {
  return makeUpDays.map(({ date, as }, index) => {
    const weekday = WEEKDAYS.indexOf(as);
    if (weekday < 0) throw new InvalidCalendar(['makeUpDays', String(index), 'as'], as, WEEKDAYS.join(', '));
    return [dayOf(date, ['makeUpDays', String(index), 'date']), week[weekday]!];
  });
}

function readExceptions(exceptions: NonNullable<CalendarSpec['exceptions']>): Dated {
  return Object.entries(exceptions).map(([date, hours]) => {
    const path = ['exceptions', date];
    return [dayOf(date, path), readDay(hours, path)];
  });
}

/** The hours a date itself opens: those of its dated entry where there is one, else those of its weekday. */
export function hoursOf(book: Hourbook, day: number): readonly Hours[] {
  // 1970-01-01 was a Thursday.
  return book.exceptions.get(day) ?? book.week[(((day + 3) % 7) + 7) % 7]!;
}

function readDay(hours: readonly string[], path: readonly string[]): readonly Hours[] {
  return hours
    .map((text, index) => readHours(text, [...path, String(index)]))
    .sort((a, b) => a.open - b.open);
}

function readHours(text: string, path: readonly string[]): Hours {
  const parts = HOURS.exec(text)?.slice(1).map(Number);
  const open = parts ? parts[0]! * 60 + parts[1]! : -1;
  const close = parts ? parts[2]! * 60 + parts[3]! : -1;
  if (!parts || open >= MINUTES_PER_DAY || close > MINUTES_PER_DAY || open === close) {
    throw new InvalidCalendar(path, text, 'hours from 00:00 to 24:00, such as 09:00-12:00 or 22:00-06:00');
  }
  return { open, close: close > open ? close : close + MINUTES_PER_DAY };
}

function dayOf(date: string, path: readonly string[]): number {
  const parts = DATE.exec(date)?.slice(1).map(Number);
  const at = parts ? Date.UTC(parts[0]!, parts[1]! - 1, parts[2]!) : NaN;
  if (!parts || new Date(at).toISOString().slice(0, 10) !== date) {
    throw new InvalidCalendar(path, date, 'a date that exists, such as 2026-10-01');
  }
  return at / (MINUTES_PER_DAY * 60_000);
}
