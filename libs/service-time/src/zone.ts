import { DAY, SECOND } from './duration.js';
import { UnknownZone } from './errors.js';
import { YEAR_MAX, YEAR_MIN } from './limits.js';
import type { Instant } from './types.js';

/** A stretch of time with one offset from UTC: `[from, to)`, `offsetMs` = wall clock - UTC. */
interface Era {
  readonly from: Instant;
  readonly to: Instant;
  readonly offsetMs: number;
}

/** Wall clocks of the world lie between UTC-12 and UTC+14; a day covers both, with room for oddities. */
const OFFSET_MS_MAX = DAY;

/**
 * A zone's offsets as eras, read from `Intl` a year at a time and kept. Asking `Intl` costs microseconds, asking
 * an era nanoseconds, and an SLA service asks millions of times.
 */
export class Zone {
  private eras: Era[] = [];
  /** The years that were read: `eras` answers for `[readFrom, readTo)`, and beyond with what holds at the edge. */
  private readFrom: Instant = Infinity;
  private readTo: Instant = -Infinity;
  private skippedDays: ReadonlySet<number> = new Set();

  private constructor(private readonly format: Intl.DateTimeFormat) {}

  /** @throws UnknownZone */
  static named(name: string): Zone {
    const known = zones.get(name);
    if (known) return known;
    const zone = new Zone(wallClockOf(name));
    zones.set(name, zone);
    return zone;
  }

  /** Wall clock minus UTC, in milliseconds. */
  offsetAt(at: Instant): number {
    this.cover(at, at);
    return this.eras[this.indexAt(at)]!.offsetMs;
  }

  /**
   * The instant at which the wall shows `wall` (a UTC time read as if it were local). Skipped by a change of the
   * clocks: the first instant after the gap. Shown twice: the first time for an opening, the second for a closing.
   */
  instantOf(wall: number, side: 'opening' | 'closing'): Instant {
    const earliest = wall - OFFSET_MS_MAX;
    const latest = wall + OFFSET_MS_MAX;
    this.cover(earliest, latest);
    let found: Instant | null = null;
    let afterGap: Instant | null = null;
    for (let i = this.indexAt(earliest); i < this.eras.length && this.eras[i]!.from <= latest; i++) {
      const era = this.eras[i]!;
      const at = wall - era.offsetMs;
      if (at >= era.from && at < era.to && (found === null || side === 'closing')) found = at;
      if (at < era.from && afterGap === null) afterGap = era.from;
    }
    return found ?? afterGap ?? wall - this.eras.at(-1)!.offsetMs;
  }

  /**
   * Whether no clock of the zone ever shows the date (days since 1970-01-01): changing sides of the date line leaves
   * one out, as Pacific/Apia did 2011-12-30.
   */
  isSkipped(day: number): boolean {
    return this.skippedDays.has(day);
  }

  private indexAt(at: Instant): number {
    let low = 0;
    let high = this.eras.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.eras[middle]!.from <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Reads the years between two instants in one go; what a caller does not prepare is read when it is asked for. */
  cover(from: Instant, to: Instant): void {
    if (from >= this.readFrom && to < this.readTo) return;
    const first = yearStart(yearOf(from));
    const last = yearStart(yearOf(to) + 1);
    if (this.eras.length === 0) {
      this.eras = this.scan(first, last);
    } else {
      if (first < this.readFrom) this.eras = joined(this.scan(first, this.readFrom), this.eras);
      if (last > this.readTo) this.eras = joined(this.eras, this.scan(this.readTo, last));
    }
    this.readFrom = Math.min(this.readFrom, first);
    this.readTo = Math.max(this.readTo, last);
    this.skippedDays = daysSkippedBy(this.eras);
  }

  /** One look a day finds every change: no zone has ever changed its clocks forth and back within a day. */
  private scan(from: Instant, to: Instant): Era[] {
    const eras: Era[] = [];
    let start = -Infinity;
    let offsetMs = this.read(from);
    for (let day = from + DAY; day <= to; day += DAY) {
      const next = this.read(day);
      if (next === offsetMs) continue;
      const change = this.changeBetween(day - DAY, day, offsetMs);
      eras.push({ from: start, to: change, offsetMs });
      start = change;
      offsetMs = next;
    }
    eras.push({ from: start, to: Infinity, offsetMs });
    return eras;
  }

  private changeBetween(before: Instant, after: Instant, offsetBefore: number): Instant {
    while (after - before > SECOND) {
      const middle = before + Math.floor((after - before) / 2 / SECOND) * SECOND;
      if (this.read(middle) === offsetBefore) before = middle;
      else after = middle;
    }
    return after;
  }

  private read(at: Instant): number {
    const [month, day, year, hour, minute, second] = this.format.format(at).match(/\d+/g)!.map(Number);
    return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) - at;
  }
}

/** At most the few hundred zones of the IANA database. */
const zones = new Map<string, Zone>();

function wallClockOf(zone: string): Intl.DateTimeFormat {
  const fields = ['year', 'month', 'day', 'hour', 'minute', 'second'];
  try {
    return new Intl.DateTimeFormat('en-US', {
      ...Object.fromEntries(fields.map((field) => [field, 'numeric'])),
      timeZone: zone,
      hourCycle: 'h23',
    });
  } catch {
    throw new UnknownZone(zone);
  }
}

/** Two scans that meet at an instant: what holds there is one era. */
function joined(before: readonly Era[], after: readonly Era[]): Era[] {
  const [last, first] = [before.at(-1)!, after[0]!];
  return [...before.slice(0, -1), { ...last, to: first.to }, ...after.slice(1)];
}

function daysSkippedBy(eras: readonly Era[]): Set<number> {
  const days = new Set<number>();
  eras.slice(1).forEach(({ from, offsetMs }, index) => {
    const [before, after] = [from + eras[index]!.offsetMs, from + offsetMs];
    for (let day = Math.ceil(before / DAY); (day + 1) * DAY <= after; day++) days.add(day);
  });
  return days;
}

function yearStart(year: number): Instant {
  return Date.UTC(year, 0, 1);
}

/** Beyond the years that are computed, a zone keeps what holds at their edge. */
function yearOf(at: Instant): number {
  return Math.min(YEAR_MAX + 1, Math.max(YEAR_MIN - 1, new Date(at).getUTCFullYear()));
}
