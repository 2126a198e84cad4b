import { parseDuration } from '@caseloop/service-time';
import type { Place } from './place.js';

/** An ISO 8601 duration, kept as written. */
export function readDuration(place: Place): string {
  const text = place.text();
  if (text === '') return 'PT0S';
  try {
    parseDuration(text);
    return text;
  } catch {
    place.report(
      'invalidDuration',
      `“${text}”不是时长；可用周、天、小时、分、秒，如 PT2H、P7D`,
      `"${text}" is not a duration; accepted are weeks, days, hours, minutes, seconds, such as PT2H, P7D`,
    );
    return 'PT0S';
  }
}

/** A whole number within bounds. */
export function readWhole(place: Place, min: number, max: number): number {
  const value = place.number();
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  place.report(
    'invalidValue',
    `应为 ${min} 到 ${max} 的整数`,
    `must be a whole number from ${min} to ${max}`,
  );
  return min;
}

/** A JSON pointer into a request. */
export function readPointer(place: Place): string {
  const text = place.text();
  if (text !== '' && !/^(\/[A-Za-z0-9]+)+$/.test(text)) {
    place.report(
      'invalidValue',
      `“${text}”不是 JSON 指针，如 /customer/phone`,
      `"${text}" is not a JSON pointer, such as /customer/phone`,
    );
  }
  return text;
}

/** A time of the day as a wall shows it, `00:00` to `23:59`, kept as written; empty where it is none. */
export function readTimeOfDay(place: Place): string {
  const text = place.text();
  if (text === '' || /^([01]\d|2[0-3]):[0-5]\d$/.test(text)) return text;
  place.report(
    'invalidValue',
    `“${text}”不是时间，如 21:00`,
    `"${text}" is not a time of the day, such as 21:00`,
  );
  return '';
}
