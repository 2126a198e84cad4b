import { InvalidDuration } from './errors.js';
import { DURATION_MS_MAX } from './limits.js';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const DURATION = /^P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,3}))?S)?)?$/;

/**
 * Milliseconds of an ISO 8601 duration. A day is 24 hours of running time and a week seven of those, on whatever
 * calendar it runs: a promise of "P1D" on an eight-hour day takes three of them.
 * @throws InvalidDuration for anything else, months and years included.
 */
export function parseDuration(iso: string): number {
  const parts = DURATION.exec(iso);
  if (!parts) throw new InvalidDuration(iso);
  const [weeks, days, hours, minutes, seconds] = parts.slice(1, 6).map((digits) => Number(digits ?? 0));
  const fraction = Number((parts[6] ?? '').padEnd(3, '0'));
  const ms = (weeks! * 7 + days!) * DAY + hours! * HOUR + minutes! * MINUTE + seconds! * SECOND + fraction;
  if (ms > DURATION_MS_MAX) throw new InvalidDuration(iso);
  return ms;
}

/** The duration in hours, minutes and seconds (`PT72H`, never `P3D`): hours say the same on every calendar. */
export function formatDuration(ms: number): string {
  if (!Number.isInteger(ms) || ms < 0) throw new RangeError(`a duration is a whole number of ms, not ${ms}`);
  const hours = Math.floor(ms / HOUR);
  const minutes = Math.floor((ms % HOUR) / MINUTE);
  const seconds = (ms % MINUTE) / SECOND;
  const parts = [hours && `${hours}H`, minutes && `${minutes}M`, seconds && `${seconds}S`].filter(Boolean);
  return `PT${parts.length > 0 ? parts.join('') : '0S'}`;
}
