// Writes our own vectors, with due times by the slow oracle and not by the library: node tools/make-vectors.mjs
// The same numbers make the same schedules, so the file changes only when the generator does.
import { writeFile } from 'node:fs/promises';
import { randomSchedule } from '../libs/service-time/test/random-schedules.mjs';

const COUNT = 10_000;
/** So many calendars among them: whoever reads the file compiles each once. */
const CALENDARS = 1000;
const file = new URL('../libs/service-time/vectors/own-10000.jsonl', import.meta.url);

const rfc3339 = (at) => new Date(at).toISOString().replace('.000Z', 'Z');
const lines = [];
for (let number = 0; lines.length < COUNT; number++) {
  const schedule = randomSchedule(number, number % CALENDARS);
  if (!schedule) continue;
  const { calendar, start, target, pauses, due } = schedule;
  const vector = {
    id: `own-${number}`,
    calendar,
    start: rfc3339(start),
    target,
    pauses: pauses.map(({ from, to }) => ({ from: rfc3339(from), to: rfc3339(to) })),
    due: rfc3339(due),
  };
  lines.push(JSON.stringify(vector));
}
await writeFile(file, `${lines.join('\n')}\n`);
