import { describe, expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { MinuteOracle } from '../test/minute-oracle.js';
import {
  type CalendarSpec,
  DAY,
  MINUTE,
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

const folder = new URL('../vectors/', import.meta.url);
const vectors = readdirSync(folder).flatMap((file) =>
  readFileSync(new URL(file, folder), 'utf8')
    .trim()
    .split('\n')
    .map((line): [string, Vector] => [`${file} ${JSON.parse(line).id}`, JSON.parse(line) as Vector]),
);
const instants = ({ pauses }: Vector): { from: number; to: number }[] =>
  pauses.map(({ from, to }) => ({ from: parseInstant(from), to: parseInstant(to) }));

describe('the vectors that anybody’s implementation can run', () => {
  test.each(vectors)('%s', (_, vector) => {
    const calendar = vector.calendar && compileCalendar(vector.calendar);
    const start = parseInstant(vector.start);
    const { due } = dueAt({ calendar, start, target: vector.target, pauses: instants(vector) });
    expect(formatInstant(due!)).toBe(formatInstant(parseInstant(vector.due)));
  });

  const countable = vectors.filter(
    ([, { calendar, start, target }]) =>
      calendar && parseInstant(start) % MINUTE === 0 && !('duration' in target && target.duration === 'P1D'),
  );
  test.each(countable)('the oracle agrees on %s', (_, vector) => {
    const start = parseInstant(vector.start);
    const days = Math.ceil((parseInstant(vector.due) - start) / DAY) + 4;
    const oracle = new MinuteOracle(vector.calendar!, start - 2 * DAY, days);
    expect(oracle.due(start, vector.target, instants(vector))).toBe(parseInstant(vector.due));
  });
});
