import { DAY, type Instant, Zone } from '@caseloop/service-time';

/** What a case number begins with, and at least how many digits follow; the counter belongs to the prefix. */
export interface NumberSeries {
  readonly prefix: string;
  readonly width: number;
}

export interface NumberParts {
  readonly at: Instant;
  readonly zone: string;
  readonly unit: string;
  readonly typeCode?: string | undefined;
}

/** A pattern is words and placeholders, and ends in `{seq:n}`. */
export const NUMBER_PATTERN =
  /^(?:[A-Za-z0-9_-]|\{yyyy\}|\{yyyymmdd\}|\{typeCode\}|\{unit\})*\{seq:(\d{1,2})\}$/;

/** The series a case belongs to: year and day are those of the pack's zone. */
export function renderNumber(pattern: string, { at, zone, unit, typeCode }: NumberParts): NumberSeries {
  const width = NUMBER_PATTERN.exec(pattern)?.[1];
  if (width === undefined) throw new Error(`"${pattern}" is not a number pattern, such as SH-{yyyy}-{seq:6}`);
  const date = localDate(at, zone);
  const values: Record<string, string> = {
    yyyy: date.slice(0, 4),
    yyyymmdd: date,
    unit,
    typeCode: typeCode ?? '',
  };
  const prefix = pattern
    .slice(0, pattern.lastIndexOf('{'))
    .replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
  return { prefix, width: Number(width) };
}

/** The number itself. It has at least `width` digits and grows beyond them. */
export function formatNumber({ prefix, width }: NumberSeries, sequence: number): string {
  return prefix + String(sequence).padStart(width, '0');
}

function localDate(at: Instant, zone: string): string {
  const wall = at + Zone.named(zone).offsetAt(at);
  return new Date(Math.floor(wall / DAY) * DAY).toISOString().slice(0, 10).replaceAll('-', '');
}
