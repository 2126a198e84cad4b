// The whole loop under load: requests go into the intake queue as a partner publishes them, and the clock stops when
// every service has committed its part of every one of them. What it measures and prints: docs/performance.md.
//
//   npm run bench:e2e -- --mode drain --requests 20000
//   npm run bench:e2e -- --mode paced --rate 100 --seconds 30
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ensureBuilt, ensureInstalled } from '../tools/prepare.mjs';
import { Database } from './database.mjs';
import { startInstallation } from './installation.mjs';
import { cpuBetween, cpuTimes, machine } from './machine.mjs';
import { Partner } from './partner.mjs';
import { median, printRun, printSummary } from './report.mjs';

const OPTIONS = {
  mode: { type: 'string', default: 'drain' },
  requests: { type: 'string', default: '20000' },
  rate: { type: 'string', default: '100' },
  seconds: { type: 'string', default: '30' },
  warmup: { type: 'string', default: '3000' },
  repeat: { type: 'string', default: '1' },
  database: { type: 'string', default: 'postgres://postgres@127.0.0.1:5432/postgres' },
  broker: { type: 'string', default: 'amqp://guest:guest@127.0.0.1:5672' },
  yardstick: { type: 'string', multiple: true, default: [] },
  output: { type: 'string' },
  profile: { type: 'string' },
  help: { type: 'boolean', default: false },
};

const HELP = `npm run bench:e2e -- [options]
  --mode drain|paced     drain: the requests wait in the queue, then intake begins; paced: they come at a rate
  --requests N           how many wait, for drain (20000)
  --rate R --seconds S   how many come, for paced (100 a second for 30 s)
  --warmup N             requests that go through before anything is counted (3000)
  --repeat N             runs, each with an installation of its own (1)
  --database URL         a server on which databases and roles may be made; its settings are its own
  --broker URL           a broker; everything on it gets a prefix and is removed afterwards
  --yardstick COMMAND    run after each run of ours; prints the ratio of the medians. The command prints "<n> req/s"
  --output FILE          the figures as JSON
  --profile DIR          writes a CPU profile of each service there; figures of such a run do not count`;

async function main() {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) return void console.log(HELP);
  const numbers = ['requests', 'rate', 'seconds', 'warmup', 'repeat'];
  const plan = { ...values, ...Object.fromEntries(numbers.map((name) => [name, Number(values[name])])) };
  if (plan.mode !== 'drain' && plan.mode !== 'paced') throw new Error(`--mode is drain or paced`);
  for (const name of numbers) if (!(plan[name] >= 0)) throw new Error(`--${name} is a number`);
  ensureInstalled();
  ensureBuilt();
  const runs = [];
  const yardsticks = plan.yardstick.map((command) => ({ command, rates: [] }));
  for (let n = 0; n < plan.repeat; n += 1) {
    runs.push(await run(plan));
    printRun(runs.at(-1));
    for (const yardstick of yardsticks) {
      yardstick.rates.push(rateOf(yardstick.command));
      console.log(`yardstick: ${yardstick.rates.at(-1)} requests/s`);
    }
  }
  const result = { machine: machine(), plan, runs, yardsticks: yardsticks.map(summaryOf(runs)) };
  printSummary(result);
  if (plan.output) writeFileSync(plan.output, `${JSON.stringify(result, null, 2)}\n`);
}

/** One installation, made for this run and removed after it. */
async function run(plan) {
  const name = `caseloop_bench_${process.pid}`;
  const prefix = `bench-${process.pid}.`;
  const database = await Database.create(plan.database, name);
  let installation, partner;
  try {
    installation = await startInstallation({ ...plan, databaseUrl: database.url, prefix });
    await installation.hireAgents();
    partner = await Partner.connect(plan.broker, prefix);
    const warm = await partner.publishAll(plan.warmup);
    await database.settled(warm.length);
    return await measured(plan, { database, installation, partner, warm });
  } finally {
    await partner?.close();
    await installation?.stop();
    await database.drop();
  }
}

async function measured(plan, { database, installation, partner, warm }) {
  const pids = { services: installation.pids, server: await database.serverPid() };
  const before = await database.counters();
  await database.forgetStatements();
  if (plan.mode === 'drain') installation.pauseIntake();
  const waiting = plan.mode === 'drain' ? await partner.publishAll(plan.requests) : [];
  const cpuBefore = cpuTimes(pids);
  const begun = Date.now();
  if (plan.mode === 'drain') installation.resumeIntake();
  const sent = plan.mode === 'paced' ? await partner.publishPaced(plan.rate, plan.seconds) : waiting;
  const ended = await database.settled(warm.length + sent.length);
  const cpu = cpuBetween(cpuBefore, cpuTimes(pids));
  const seconds = (ended - begun) / 1000;
  const latencies = await database.latencies(sent, plan.mode === 'drain' ? begun : null);
  const statements = await database.statements();
  const settings = await database.settings();
  // What a connection did is counted at the latest when it ends.
  await partner.close();
  await installation.stop();
  const counted = await database.countersSince(before);
  const requests = sent.length;
  return {
    at: new Date(begun).toISOString(),
    requests,
    seconds,
    latencies,
    cpu,
    counted,
    statements,
    settings,
  };
}

function rateOf(command) {
  const { stdout, status, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
  const rate = /([\d.,]+) req/.exec(stdout)?.[1];
  if (status !== 0 || rate === undefined)
    throw new Error(`The yardstick failed: ${command}\n${stderr}${stdout}`);
  return Number(rate.replaceAll(',', ''));
}

const summaryOf =
  (runs) =>
  ({ command, rates }) => {
    const ours = median(runs.map(({ requests, seconds }) => requests / seconds));
    return { command, rates, median: median(rates), ratio: ours / median(rates) };
  };

await main();
