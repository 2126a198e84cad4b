import {
  CalendarHasNoOpenTime,
  type CalendarSpec,
  DAY,
  HOLIDAY_DAYS_MAX,
  type Holiday,
  InvalidCalendar,
  type MakeUpDay,
  UnknownZone,
  WEEKDAYS,
  compileCalendar,
} from '@caseloop/service-time';
import { lintCalendar } from './lint-calendar.js';
import type { Place } from './place.js';
import { optionalEntries } from './read-taxonomy.js';

/** Holiday notices in files of their own, which calendars name: an organisation brings its own without touching them. */
export const NOTICE_PATH = /^holidays\/[a-z0-9-]{1,60}\.yaml$/;

const KEYS = ['zone', 'week', 'holidays', 'makeUpDays', 'exceptions', 'knownUntil'] as const;

/** What calendars are read with: other files of the pack (null where there is none), and maybe the time. */
export interface CalendarSources {
  readonly file: (path: string) => Place | null;
  /** When given, calendars whose holiday notice ends soon are found. */
  readonly now?: number;
}

/** `calendars.yaml`, and the holiday notices it names. */
export function readCalendars(root: Place, sources: CalendarSources): Record<string, CalendarSpec> {
  const calendars = root.fields(['calendars'])('calendars');
  return Object.fromEntries(
    calendars.entries().map(([name, place, at]) => [name, readCalendar(place, at, sources)]),
  );
}

function readCalendar(place: Place, name: Place, { file, now }: CalendarSources): CalendarSpec {
  const at = place.fields(KEYS);
  const listed = at('holidays').isText() ? [at('holidays')] : at('holidays').items();
  const notices = listed.filter((item) => item.isText()).map((name) => readNotice(name, file));
  const until = at('knownUntil').exists ? at('knownUntil') : latest(notices);
  const spec: CalendarSpec = {
    zone: at('zone').text(),
    week: Object.fromEntries(
      at('week')
        .entries()
        .map(([day, hours]) => [day, hours.texts()]),
    ),
    holidays: [
      ...notices.flatMap(({ holidays }) => holidays),
      ...listed.filter((item) => !item.isText()),
    ].flatMap(readHoliday),
    makeUpDays: [...notices.flatMap(({ makeUpDays }) => makeUpDays), ...at('makeUpDays').items()].flatMap(
      readMakeUpDay,
    ),
    exceptions: Object.fromEntries(
      optionalEntries(at('exceptions')).map(([date, hours]) => [date, hours.texts()]),
    ),
    ...(until && { knownUntil: until.text() }),
  };
  if (isComputable(spec, place, until)) lintCalendar(spec, until ?? name, now);
  return spec;
}

interface Notice {
  readonly knownUntil: Place;
  readonly holidays: readonly Place[];
  readonly makeUpDays: readonly Place[];
}

/** A file that `holidays:` names, one for each year or one for all. */
function readNotice(name: Place, file: CalendarSources['file']): Notice {
  const path = name.text();
  const root = NOTICE_PATH.test(path) ? file(path) : null;
  if (!root) {
    name.report(
      'missingFile',
      `服务标准中没有可读的假期文件“${path}”；应为 holidays/<名称>.yaml`,
      `the pack has no readable file "${path}"; a holiday notice is holidays/<name>.yaml`,
    );
    return { knownUntil: name.nothing(), holidays: [], makeUpDays: [] };
  }
  const at = root.fields(['knownUntil', 'holidays', 'makeUpDays']);
  return {
    knownUntil: at('knownUntil'),
    holidays: at('holidays').items(),
    makeUpDays: at('makeUpDays').items(),
  };
}

/** The notice that reaches furthest says how far holidays are known. */
function latest(notices: readonly Notice[]): Place | undefined {
  return notices
    .map(({ knownUntil }) => knownUntil)
    .filter(({ exists }) => exists)
    .sort((a, b) => (a.text() < b.text() ? -1 : 1))
    .at(-1);
}

/** Reports what the arithmetic refuses, where it stands. */
function isComputable(spec: CalendarSpec, place: Place, until: Place | undefined): boolean {
  try {
    compileCalendar(spec);
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const zh = error instanceof CalendarHasNoOpenTime ? '日历没有任何营业时间' : `日历无效：${reason}`;
    const where =
      error instanceof UnknownZone ? ['zone'] : error instanceof InvalidCalendar ? error.path : [];
    (where[0] === 'knownUntil' ? until! : placeOf(place, where)).report('invalidCalendar', zh, reason);
    return false;
  }
}

function readHoliday(item: Place): Holiday[] {
  const at = item.fields(['name', 'from', 'to']);
  const from = readDate(at('from'));
  const to = at('to').exists ? readDate(at('to')) : from;
  if (from === null || to === null) return [];
  if (to >= from && to - from < HOLIDAY_DAYS_MAX * DAY) return [{ from: dateOf(from), to: dateOf(to) }];
  const [zh, en] = [`假期应为 1 到 ${HOLIDAY_DAYS_MAX} 天`, `a holiday lasts 1 to ${HOLIDAY_DAYS_MAX} days`];
  item.report('invalidValue', zh, en);
  return [];
}

function readMakeUpDay(item: Place): MakeUpDay[] {
  const at = item.fields(['date', 'as']);
  const day = readDate(at('date'));
  const as = at('as').oneOf(WEEKDAYS);
  return day === null ? [] : [{ date: dateOf(day), as }];
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
  if (section === 'zone') return at('zone');
  if (section !== 'week' && section !== 'exceptions') return calendar;
  const day = at(section)
    .entries()
    .find(([name]) => name === key)?.[1];
  return (index !== undefined ? day?.items()[Number(index)] : day) ?? calendar;
}
