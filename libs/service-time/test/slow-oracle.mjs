// A second way to the same due times, made to be obvious and not fast: it looks at what the wall shows minute by
// minute, marks every open minute, and counts. It shares no code with the library it judges, and is plain JavaScript so
// that the proof and the tool that writes vectors run it as it stands.

const MINUTE = 60_000;
const DAY = 86_400_000;
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** What the wall of a zone shows during some days: minutes since 1970 as if the wall were UTC, one for each minute. */
export class Window {
  constructor(zone, from, days) {
    this.zone = zone;
    this.from = from;
    this.walls = wallsOf(zone, from, days * 1440);
    /** Minutes before which the clocks were changed. */
    this.changes = [];
    this.lowest = Infinity;
    let highest = -Infinity;
    this.walls.forEach((wall, minute) => {
      if (minute > 0 && wall !== this.walls[minute - 1] + 1) this.changes.push(minute);
      this.lowest = Math.min(this.lowest, wall);
      highest = Math.max(highest, wall);
    });
    this.first = new Int32Array(highest - this.lowest + 1).fill(-1);
    this.last = new Int32Array(highest - this.lowest + 1).fill(-1);
    this.walls.forEach((wall, minute) => {
      if (this.first[wall - this.lowest] < 0) this.first[wall - this.lowest] = minute;
      this.last[wall - this.lowest] = minute;
    });
    /** The dates the wall shows, in order; one the zone leaves out is not among them. */
    this.dates = [...new Set(Array.from(this.walls, (wall) => Math.floor(wall / 1440)))].sort(
      (a, b) => a - b,
    );
  }

  /** The minute in which the wall shows this, the first or the last time, or the first minute after it was skipped. */
  find(wall, which) {
    const shown = this[which][wall - this.lowest] ?? -1;
    if (shown >= 0) return shown;
    const skippedBy = this.changes.find(
      (minute) => this.walls[minute - 1] < wall && this.walls[minute] > wall,
    );
    if (skippedBy !== undefined) return skippedBy;
    return wall < this.lowest ? 0 : this.walls.length;
  }
}

/** Asks every hour, and every minute of those in which the clocks were changed. */
function wallsOf(zone, from, minutes) {
  const fields = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' };
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, hourCycle: 'h23', ...fields });
  const ask = (minute) =>
    Date.parse(`${format.format(from + minute * MINUTE).replace(' ', 'T')}:00Z`) / MINUTE;
  const walls = new Int32Array(minutes);
  let before = ask(0);
  for (let hour = 0; hour < minutes; hour += 60) {
    const after = ask(hour + 60);
    const isSteady = after - before === 60;
    for (let i = 0; i < 60 && hour + i < minutes; i++) {
      walls[hour + i] = isSteady ? before + i : ask(hour + i);
    }
    before = after;
  }
  return walls;
}

/** Counts what a calendar (null: 24x7) opens within a window. */
export class SlowOracle {
  constructor(calendar, window) {
    this.calendar = calendar;
    this.window = window;
    this.open = new Uint8Array(window.walls.length).fill(calendar ? 0 : 1);
    for (const date of calendar ? window.dates : []) {
      for (const { opening, closing } of this.openingsOf(date))
        this.open.fill(1, opening, Math.max(opening, closing));
    }
  }

  /** The first instant at which the target has run, or null when the window ends before. Whole seconds. */
  due({ start, target, pauses }) {
    const goal =
      target.duration === undefined
        ? this.openTime(start, this.businessEnd(start, target.businessDays), [])
        : millisecondsOf(target.duration);
    return this.walk(start, pauses, (at, counted) => counted === goal, goal);
  }

  /** Open milliseconds outside the pauses. */
  openTime(from, to, pauses) {
    let total = 0;
    this.walk(
      from,
      pauses,
      (at, counted) => {
        total = counted;
        return at >= to;
      },
      Infinity,
      to,
    );
    return to === Infinity ? Infinity : total;
  }

  /** Counts second by second; a minute in which nothing begins or ends in one go. */
  walk(start, pauses, isThere, goal, stop = Infinity) {
    const { from } = this.window;
    const minuteOf = (at) => Math.floor((at - from) / MINUTE);
    const edges = new Set([...pauses.flatMap((pause) => [pause.from, pause.to]), stop].map(minuteOf));
    let counted = 0;
    let at = start;
    for (let minute = minuteOf(start); minute < this.open.length; minute++) {
      const next = from + (minute + 1) * MINUTE;
      const isWhole = next - at === MINUTE && goal - counted >= MINUTE && !edges.has(minute);
      for (const step = isWhole ? MINUTE : 1000; at < next; at += step) {
        if (isThere(at, counted)) return at;
        if (this.open[minute] && !pauses.some((pause) => at >= pause.from && at < pause.to)) counted += step;
      }
    }
    return null;
  }

  businessEnd(start, n) {
    const { dates, walls, from } = this.window;
    const minute = (start - from) / MINUTE;
    let index = dates.indexOf(Math.floor(walls[Math.floor(minute)] / 1440));
    const lastClosing = (i) => Math.max(-1, ...this.openingsOf(dates[i]).map(({ closing }) => closing));
    while (index < dates.length && lastClosing(index) <= minute) index++;
    for (let left = n; left > 0 && index < dates.length;) {
      index++;
      if (index < dates.length && lastClosing(index) >= 0) left--;
    }
    // What the window does not show in full cannot be counted.
    if (index >= dates.length - 2) return Infinity;
    return from + lastClosing(index) * MINUTE;
  }

  openingsOf(date) {
    const { exceptions = {}, week } = this.calendar;
    const name = new Date(date * DAY).toISOString().slice(0, 10);
    const own = exceptions[name] ?? week[WEEKDAYS[new Date(date * DAY).getUTCDay()]] ?? [];
    return own.map((hours) => {
      const [opens, closes] = hours
        .split('-')
        .map((wall) => Number(wall.slice(0, 2)) * 60 + Number(wall.slice(3)));
      const closingDate = closes > opens ? date : date + 1;
      return {
        opening: this.window.find(date * 1440 + opens, 'first'),
        closing: this.window.find(closingDate * 1440 + closes, 'last'),
      };
    });
  }
}

function millisecondsOf(duration) {
  let seconds = 0;
  const lengths = { W: 604_800, D: 86_400, H: 3600, M: 60, S: 1 };
  for (const [, count, unit] of duration.matchAll(/(\d+)([WDHMS])/g))
    seconds += Number(count) * lengths[unit];
  return seconds * 1000;
}
