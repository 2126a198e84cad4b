import { describe, expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { SlowOracle, Window } from '../test/slow-oracle.mjs';
import {
  type Calendar,
  type CalendarSpec,
  DAY,
  SECOND,
  type Target,
  compileCalendar,
  dueAt,
  formatInstant,
  parseInstant,
} from './index.js';

interface Vector {
  readonly id: string;
  readonly calendar: CalendarSpec | null;
  readonly start: string;
  readonly target: Target;
  readonly pauses: readonly { readonly from: string; readonly to: string }[];
  readonly due: string;
}

/** Written by `tools/make-vectors.mjs`; the others are by hand. */
const GENERATED = 'own-10000.jsonl';
const folder = new URL('../vectors/', import.meta.url);
const vectorsOf = (file: string): Vector[] =>
  readFileSync(new URL(file, folder), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Vector);
const byHand = readdirSync(folder)
  .filter((file) => file !== GENERATED)
  .flatMap((file) => vectorsOf(file).map((vector): [string, Vector] => [`${file} ${vector.id}`, vector]));

const instants = ({ pauses }: Vector): { from: number; to: number }[] =>
  pauses.map(({ from, to }) => ({ from: parseInstant(from), to: parseInstant(to) }));
const dueOf = (vector: Vector, calendar: Calendar | null): string => {
  const { start, target } = vector;
  return formatInstant(
    dueAt({ calendar, start: parseInstant(start), target, pauses: instants(vector) }).due!,
  );
};

describe('the vectors that anybody’s implementation can run', () => {
  test.each(byHand)('%s', (_, vector) => {
    const calendar = vector.calendar && compileCalendar(vector.calendar);
    expect(dueOf(vector, calendar)).toBe(formatInstant(parseInstant(vector.due)));
  });

  test('ten thousand with due times by the oracle', () => {
    const calendars = new Map<string, Calendar>();
    const vectors = vectorsOf(GENERATED);
    const wrong = vectors.filter((vector) => {
      const key = JSON.stringify(vector.calendar);
      if (vector.calendar && !calendars.has(key)) calendars.set(key, compileCalendar(vector.calendar));
      return dueOf(vector, calendars.get(key) ?? null) !== formatInstant(parseInstant(vector.due));
    });
    expect(vectors).toHaveLength(10_000);
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  const countable = byHand.filter(([, { start }]) => parseInstant(start) % SECOND === 0);
  test.each(countable)('the oracle agrees on %s', (_, vector) => {
    const start = parseInstant(vector.start);
    const from = start - 2 * DAY - (start % DAY);
    const days = Math.ceil((parseInstant(vector.due) - from) / DAY) + 5;
    const oracle = new SlowOracle(vector.calendar, new Window(vector.calendar?.zone ?? 'UTC', from, days));
    const schedule = { start, target: vector.target, pauses: instants(vector) };
    expect(formatInstant(oracle.due(schedule)!)).toBe(formatInstant(parseInstant(vector.due)));
  });
});
