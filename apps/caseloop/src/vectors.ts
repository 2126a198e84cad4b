import {
  type CalendarSpec,
  type Interval,
  type Target,
  compileCalendar,
  dueAt,
  formatInstant,
  parseInstant,
} from '@caseloop/service-time';

/** One case of the language-neutral proof of the arithmetic. */
export interface Vector {
  readonly id: string;
  /** Null is 24x7. */
  readonly calendar: CalendarSpec | null;
  readonly start: number;
  readonly target: Target;
  readonly pauses: readonly Interval[];
  readonly due: number;
}

/** A line that is not a vector; `pointer` is where in it. */
export class NotAVector extends Error {
  constructor(pointer: string, accepted: string) {
    super(`${pointer || 'the line'}: ${accepted}`);
    this.name = 'NotAVector';
  }
}

/** @throws NotAVector for anything that the format does not have; a typing error must not pass as a proof. */
export function readVector(line: string): Vector {
  const at = fields(parsed(line), '', ['id', 'calendar', 'start', 'target', 'pauses', 'due']);
  return {
    id: text(at['id'], '/id'),
    calendar: at['calendar'] === null ? null : readCalendar(at['calendar']),
    start: instant(at['start'], '/start'),
    target: readTarget(at['target']),
    pauses: list(at['pauses'], '/pauses').map((pause, index) => readPause(pause, `/pauses/${index}`)),
    due: instant(at['due'], '/due'),
  };
}

/** Null when the arithmetic comes to what the vector says, else what it came to. */
export function verdict({ calendar: spec, start, target, pauses, due: expected }: Vector): string | null {
  try {
    const calendar = spec && compileCalendar(spec);
    const { due } = dueAt({ calendar, start, target, pauses });
    if (due === expected) return null;
    return `due ${formatInstant(expected)}, computed ${due === null ? 'none' : formatInstant(due)}`;
  } catch (error) {
    return `due ${formatInstant(expected)}, but ${error instanceof Error ? error.message : String(error)}`;
  }
}

function readCalendar(value: unknown): CalendarSpec {
  const at = fields(value, '/calendar', ['zone', 'week'], ['exceptions']);
  return {
    zone: text(at['zone'], '/calendar/zone'),
    week: hoursBy(at['week'], '/calendar/week'),
    exceptions: at['exceptions'] === undefined ? {} : hoursBy(at['exceptions'], '/calendar/exceptions'),
  };
}

/** Which days and hours there are, the arithmetic itself says. */
function hoursBy(value: unknown, pointer: string): Record<string, string[]> {
  if (!isObject(value)) throw new NotAVector(pointer, 'an object of days with their hours');
  return Object.fromEntries(
    Object.entries(value).map(([day, hours]) => [
      day,
      list(hours, `${pointer}/${day}`).map((item, index) => text(item, `${pointer}/${day}/${index}`)),
    ]),
  );
}

function readTarget(value: unknown): Target {
  const at = fields(value, '/target', [], ['duration', 'businessDays']);
  if (Object.keys(at).length !== 1) throw new NotAVector('/target', 'either duration or businessDays');
  if (at['duration'] !== undefined) return { duration: text(at['duration'], '/target/duration') };
  if (!Number.isInteger(at['businessDays'])) throw new NotAVector('/target/businessDays', 'a whole number');
  return { businessDays: at['businessDays'] as number };
}

function readPause(value: unknown, pointer: string): Interval {
  const at = fields(value, pointer, ['from', 'to']);
  const [from, to] = [instant(at['from'], `${pointer}/from`), instant(at['to'], `${pointer}/to`)];
  if (to < from) throw new NotAVector(`${pointer}/to`, 'not before from');
  return { from, to };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new NotAVector('', `JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}

function fields(
  value: unknown,
  pointer: string,
  required: readonly string[],
  optional: readonly string[] = [],
): Record<string, unknown> {
  if (!isObject(value)) throw new NotAVector(pointer, 'an object');
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) throw new NotAVector(`${pointer}/${missing}`, 'is missing');
  const unknown = Object.keys(value).find((name) => ![...required, ...optional].includes(name));
  if (unknown === undefined) return value;
  throw new NotAVector(
    `${pointer}/${unknown}`,
    `is unknown; accepted: ${[...required, ...optional].join(', ')}`,
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown, pointer: string): string {
  if (typeof value !== 'string' || value === '') throw new NotAVector(pointer, 'a text');
  return value;
}

function list(value: unknown, pointer: string): unknown[] {
  if (!Array.isArray(value)) throw new NotAVector(pointer, 'a list');
  return value;
}

function instant(value: unknown, pointer: string): number {
  try {
    return parseInstant(text(value, pointer));
  } catch (error) {
    throw new NotAVector(pointer, error instanceof Error ? error.message : String(error));
  }
}
