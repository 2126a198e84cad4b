// Random calendars, starts, targets and pauses, the same for the same seed: with everything that tends to be got
// wrong much more often than chance would have it. The windows are those in which zones change their clocks.
import { SlowOracle, Window } from './slow-oracle.mjs';

const MINUTE = 60_000;
const DAY = 86_400_000;
const WINDOW_DAYS = 45;
/** Starts lie in the second and third week, so that there is a before and an after to count. */
const FIRST_START_DAY = 3;
const LAST_START_DAY = 22;

/** Zone and first day of the window: clocks go forth and back, by an hour, by half of one, by two; at midnight; over the
 * date line; for good; or never. */
export const WINDOWS = [
  ['Asia/Shanghai', '2026-01-25'],
  ['Asia/Shanghai', '2026-09-20'],
  ['Asia/Shanghai', '1986-04-20'],
  ['Asia/Shanghai', '1991-09-01'],
  ['Europe/Berlin', '2026-03-15'],
  ['Europe/Berlin', '2026-10-10'],
  ['Europe/London', '2027-03-15'],
  ['America/New_York', '2026-02-25'],
  ['America/New_York', '2026-10-20'],
  ['America/Santiago', '2026-03-25'],
  ['America/Santiago', '2026-08-25'],
  ['America/Havana', '2026-02-25'],
  ['America/Havana', '2026-10-20'],
  ['America/St_Johns', '2026-03-01'],
  ['America/Caracas', '2007-11-25'],
  ['Africa/Cairo', '2026-04-12'],
  ['Africa/Cairo', '2026-10-18'],
  ['Africa/Casablanca', '2026-02-05'],
  ['Asia/Kathmandu', '2026-12-20'],
  ['Asia/Kathmandu', '1985-12-20'],
  ['Asia/Beirut', '2026-03-15'],
  ['Asia/Pyongyang', '2018-04-25'],
  ['Antarctica/Troll', '2026-03-15'],
  ['Antarctica/Troll', '2026-10-10'],
  ['Australia/Lord_Howe', '2026-03-25'],
  ['Australia/Lord_Howe', '2026-09-22'],
  ['Pacific/Chatham', '2026-03-25'],
  ['Pacific/Chatham', '2026-09-15'],
  ['Pacific/Apia', '2011-12-18'],
  ['Pacific/Kwajalein', '1993-08-08'],
  ['Pacific/Honolulu', '2026-12-20'],
  ['UTC', '2028-02-15'],
];

const HOURS = [
  ['09:00-18:00'],
  ['09:00-12:00', '13:30-18:00'],
  ['08:07-11:53', '12:00-12:01', '23:30-00:30'],
  ['22:00-06:00'],
  ['18:00-00:00'],
  ['00:00-24:00'],
  ['01:30-03:30', '02:45-05:00'],
  ['02:15-02:45', '23:30-00:30'],
  ['00:00-01:00', '23:00-24:00'],
  ['09:00-12:00', '12:00-15:00', '10:00-11:00'],
  ['20:00-19:00'],
  ['00:30-00:29'],
  ['02:00-03:00'],
];
const DURATIONS = [
  'PT0S',
  'PT1S',
  'PT10S',
  'PT10M',
  'PT1H',
  'PT2H',
  'PT4H',
  'PT8H',
  'PT24H',
  'PT72H',
  'P1D',
  'P2DT3H',
  'P1W',
];

/** Mulberry32: small, and the same on every machine. */
export function randomOf(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit) => Math.floor(next() * limit);
  return { below, oneOf: (list) => list[below(list.length)], chance: (share) => next() < share };
}

const windows = new Map();
function windowOf([zone, date]) {
  const key = `${zone} ${date}`;
  if (!windows.has(key)) windows.set(key, new Window(zone, Date.parse(date), WINDOW_DAYS));
  return windows.get(key);
}

/**
 * The schedule with this number, with its due time by the oracle; null when that lies beyond the window. Schedules
 * with the same `calendarSeed` have the same calendar.
 */
export function randomSchedule(seed, calendarSeed = seed) {
  const chance = randomOf(Math.imul(calendarSeed + 1, 0x9e3779b1));
  const window = windowOf(chance.oneOf(WINDOWS));
  const calendar = chance.chance(0.04) ? null : randomCalendar(chance, window);
  const random = randomOf(Math.imul(seed + 1, 0x85ebca6b));
  const start = randomStart(random, window, calendar);
  const schedule = {
    calendar,
    start,
    target: randomTarget(random, calendar),
    pauses: randomPauses(random, start),
  };
  const oracle = new SlowOracle(calendar, window);
  const due = oracle.due(schedule);
  return due === null ? null : { ...schedule, due, oracle };
}

function randomCalendar(random, window) {
  const styles = [random.oneOf(HOURS), random.oneOf(HOURS), randomHours(random)];
  const days = [
    'mon',
    'tue',
    'wed',
    'thu',
    'fri',
    ...(random.chance(0.4) ? ['sat'] : []),
    ...(random.chance(0.3) ? ['sun'] : []),
  ];
  const week = {};
  for (const day of days)
    if (random.chance(0.9)) week[day] = random.chance(0.8) ? styles[0] : random.oneOf(styles);
  const exceptions = {};
  for (let count = random.below(4); count > 0; count--) {
    const date = new Date(random.oneOf(window.dates) * DAY).toISOString().slice(0, 10);
    exceptions[date] = random.chance(0.5) ? [] : random.oneOf([...styles, ...HOURS]);
  }
  return { zone: window.zone, week, exceptions };
}

function randomHours(random) {
  return Array.from({ length: 1 + random.below(3) }, () => {
    const [open, close] = [random.below(1440), random.below(1441)];
    return open === close ? '10:00-11:00' : `${wallOf(open)}-${wallOf(close)}`;
  });
}

function wallOf(minute) {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** Anywhere, at the edge of an interval or a second beside it, or close to where the clocks change. */
function randomStart(random, window, calendar) {
  const { from, changes } = window;
  const anywhere = FIRST_START_DAY * 86_400 + random.below((LAST_START_DAY - FIRST_START_DAY) * 86_400);
  if (changes.length > 0 && random.chance(0.25)) {
    return from + random.oneOf(changes) * MINUTE + (random.below(8 * 3600) - 4 * 3600) * 1000;
  }
  const edges = calendar === null ? [] : Object.values(calendar.week).flat();
  if (edges.length === 0 || random.chance(0.5)) return from + anywhere * 1000;
  const [hour, minute] = random.oneOf(random.oneOf(edges).split('-')).split(':').map(Number);
  const date = window.dates[Math.floor(anywhere / 86_400)];
  const at = window.find(date * 1440 + hour * 60 + minute, random.oneOf(['first', 'last']));
  return from + at * MINUTE + random.oneOf([0, 0, 0, 1000, -1000]);
}

function randomTarget(random, calendar) {
  if (calendar !== null && random.chance(0.3)) return { businessDays: random.oneOf([1, 1, 2, 3, 5, 10]) };
  if (random.chance(0.6)) return { duration: random.oneOf(DURATIONS) };
  const seconds = random.below(random.oneOf([3600, 36_000, 300_000]));
  const [hours, rest] = [Math.floor(seconds / 3600), seconds % 3600];
  return { duration: `PT${hours}H${Math.floor(rest / 60)}M${rest % 60}S` };
}

/** Before, over and after the start; empty, of a second, of days; overlapping and touching. */
function randomPauses(random, start) {
  const pauses = [];
  for (let count = random.chance(0.3) ? 0 : random.below(5); count > 0; count--) {
    const length = random.oneOf([0, 1, 60, 3600, 86_400, 259_200, random.below(200_000)]) * 1000;
    const before = pauses.at(-1);
    const from =
      before && random.chance(0.3)
        ? random.oneOf([before.to, before.from, before.from + 1000])
        : start + (random.below(7 * 86_400) - random.oneOf([0, 0, 86_400])) * 1000;
    pauses.push(random.chance(0.1) ? { from: start, to: start + length } : { from, to: from + length });
  }
  return pauses;
}
