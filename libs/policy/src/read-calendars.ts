import {
  CalendarHasNoOpenTime,
  type CalendarSpec,
  DAY,
  InvalidCalendar,
  UnknownZone,
  WEEKDAYS,
  compileCalendar,
} from '@caseloop/service-time';
import type { Place } from './place.js';
import { optionalEntries } from './read-taxonomy.js';

/** A holiday of years is a mistake in a date, and would be a table without end. */
const HOLIDAY_DAYS_MAX = 60;
const KEYS = ['zone', 'week', 'holidays', 'makeUpDays', 'exceptions', 'knownUntil'] as const;

/**
 * `calendars.yaml`. Holidays and make-up workdays become dated exceptions. For one date an exception stands before a
 * make-up workday, and that before a holiday.
 */
export function readCalendars(root: Place): Record<string, CalendarSpec> {
  const calendars = root.fields(['calendars'])('calendars');
  return Object.fromEntries(calendars.entries().map(([name, place]) => [name, readCalendar(place)]));
}

function readCalendar(place: Place): CalendarSpec {
  const at = place.fields(KEYS);
  const week = Object.fromEntries(
    at('week')
      .entries()
      .map(([day, hours]) => [day, hours.texts()]),
  );
  const spec: CalendarSpec = {
    zone: at('zone').text(),
    week,
    exceptions: {
      ...readHolidays(at('holidays')),
      ...readMakeUpDays(at('makeUpDays'), week),
      ...Object.fromEntries(optionalEntries(at('exceptions')).map(([date, hours]) => [date, hours.texts()])),
    },
    ...(at('knownUntil').exists && { knownUntil: at('knownUntil').text() }),
  };
  try {
    compileCalendar(spec);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const where =
      error instanceof InvalidCalendar
        ? placeOf(place, error.path)
        : error instanceof UnknownZone
          ? at('zone')
          : place;
    const zh = error instanceof CalendarHasNoOpenTime ? '日历没有任何营业时间' : `日历无效：${reason}`;
    where.report('invalidCalendar', zh, reason);
  }
  return spec;
}

function readHolidays(list: Place): Record<string, readonly string[]> {
  const dates: Record<string, readonly string[]> = {};
  for (const item of list.items()) {
    const at = item.fields(['name', 'from', 'to']);
    const from = readDate(at('from'));
    const to = at('to').exists ? readDate(at('to')) : from;
    if (from === null || to === null) continue;
    if (to < from || to - from > HOLIDAY_DAYS_MAX * DAY) {
      item.report(
        'invalidValue',
        `假期应为 1 到 ${HOLIDAY_DAYS_MAX} 天`,
        `a holiday lasts 1 to ${HOLIDAY_DAYS_MAX} days`,
      );
      continue;
    }
    for (let day = from; day <= to; day += DAY) dates[dateOf(day)] = [];
  }
  return dates;
}

/** A make-up workday names the weekday whose hours it uses. */
function readMakeUpDays(
  list: Place,
  week: Readonly<Record<string, readonly string[]>>,
): Record<string, readonly string[]> {
  const dates: Record<string, readonly string[]> = {};
  for (const item of list.items()) {
    const at = item.fields(['date', 'as']);
    const day = readDate(at('date'));
    if (day !== null) dates[dateOf(day)] = week[at('as').oneOf(WEEKDAYS)] ?? [];
  }
  return dates;
}

function readDate(place: Place): number | null {
  const text = place.text();
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(at) && dateOf(at) === text) return at;
  if (text !== '')
    place.report('invalidValue', `“${text}”不是日期`, `"${text}" is not a date, such as 2026-10-01`);
  return null;
}

function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** The place at a path within a calendar: the day or the date whose hours are wrong, or the calendar itself. */
function placeOf(calendar: Place, path: readonly string[]): Place {
  const at = calendar.fields(KEYS);
  const [section, key, index] = path;
  if (section !== 'week' && section !== 'exceptions')
    return section === 'knownUntil' ? at('knownUntil') : calendar;
  const day = at(section)
    .entries()
    .find(([name]) => name === key)?.[1];
  return (index !== undefined ? day?.items()[Number(index)] : day) ?? calendar;
}
