import { InvalidInstant } from './errors.js';
import type { Instant } from './types.js';

const RFC3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d\d):(\d\d))$/;

/**
 * Epoch milliseconds of an RFC 3339 time. Finer fractions are cut off, not rounded: rounding up could move a fact
 * past a deadline it kept.
 * @throws InvalidInstant without an offset, or for a date that does not exist.
 */
export function parseInstant(rfc3339: string): Instant {
  const parts = RFC3339.exec(rfc3339);
  if (!parts) throw new InvalidInstant(rfc3339);
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number);
  const ms = Number((parts[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const wall = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!, ms);
  const exists = new Date(wall);
  const rolledOver =
    exists.getUTCFullYear() !== year || exists.getUTCMonth() !== month! - 1 || exists.getUTCDate() !== day;
  if (rolledOver || hour! > 23 || minute! > 59 || second! > 59) throw new InvalidInstant(rfc3339);
  if (parts[8]) return wall;
  const [offsetHours, offsetMinutes] = [Number(parts[10]), Number(parts[11])];
  if (offsetHours > 23 || offsetMinutes > 59) throw new InvalidInstant(rfc3339);
  const offset = (offsetHours * 60 + offsetMinutes) * 60_000;
  return parts[9] === '-' ? wall + offset : wall - offset;
}

/** RFC 3339 in UTC with milliseconds: the one form in which the product writes a time. */
export function formatInstant(at: Instant): string {
  return new Date(at).toISOString();
}
