// Holds the arithmetic of due times against the slow oracle, which shares no code with it, on random schedules:
//   npm run proof:clocks -- [--count 100000] [--seed 1] [--only NUMBER]
// Prints the schedules that differ (each can be run again with --only) and then one line of JSON. Exit 0 or 1.
import { parseArgs } from 'node:util';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { compileCalendar, dueAt, elapsed, formatInstant } from '@caseloop/service-time';
import { randomSchedule } from '../libs/service-time/test/random-schedules.mjs';

const THREADS = 2;
const PRINTED_MAX = 20;
/** Numbers of different seeds do not meet: each seed has this many. */
const NUMBERS_PER_SEED = 10_000_000;

if (isMainThread) await main();
else parentPort.postMessage(prove(workerData));

async function main() {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string' },
    },
  });
  const [count, seed] = [Number(values.count), Number(values.seed)];
  if (!(count > 0) || !Number.isInteger(seed)) {
    process.stderr.write('usage: npm run proof:clocks -- [--count N] [--seed N] [--only NUMBER]\n');
    process.exit(2);
  }
  if (values.only !== undefined) return show(Number(values.only));
  const begun = performance.now();
  const first = seed * NUMBERS_PER_SEED;
  const shares = Array.from({ length: THREADS }, (_, index) => ({
    first: first + index,
    step: THREADS,
    count: Math.floor(count / THREADS) + (index < count % THREADS ? 1 : 0),
  }));
  const results = await Promise.all(shares.map(inThread));
  const differences = results.flatMap((result) => result.differences);
  for (const difference of differences.slice(0, PRINTED_MAX)) process.stdout.write(`${difference}\n`);
  const compared = results.reduce((sum, result) => sum + result.compared, 0);
  const seconds = Math.round((performance.now() - begun) / 100) / 10;
  const summary = { seed, schedules: compared, differences: differences.length, seconds };
  process.stdout.write(`${JSON.stringify(summary)}\n`);
  process.exitCode = differences.length > 0 ? 1 : 0;
}

function inThread(share) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: share });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

/** Takes every `step`-th number until `count` schedules were compared; those that leave the window have no answer. */
function prove({ first, step, count }) {
  const differences = [];
  let compared = 0;
  for (let number = first; compared < count; number += step) {
    const schedule = randomSchedule(number);
    if (!schedule) continue;
    compared++;
    const difference = differenceOf(schedule);
    if (difference) differences.push(`${number}\t${difference}`);
  }
  return { compared, differences };
}

/** What the library says otherwise, or null. */
function differenceOf({ calendar: spec, start, target, pauses, due: expected }) {
  try {
    const calendar = spec && compileCalendar(spec);
    const { due, targetMs } = dueAt({ calendar, start, target, pauses });
    if (due !== expected)
      return `${formatInstant(expected)} by the oracle, ${formatInstant(due)} by the library`;
    const ran = elapsed({ calendar, start, pauses, at: due });
    return ran === targetMs ? null : `${ran} ms ran by the due time of a target of ${targetMs} ms`;
  } catch (error) {
    return error.message;
  }
}

function show(number) {
  const schedule = randomSchedule(number);
  const withoutOracle = (key, value) => (key === 'oracle' ? undefined : value);
  process.stdout.write(
    `${JSON.stringify(schedule ?? { due: 'beyond the window' }, withoutOracle)}\n${schedule ? differenceOf(schedule) : ''}\n`,
  );
}
