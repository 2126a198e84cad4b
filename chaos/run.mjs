// npm run chaos:<scenario> [-- --requests 2000 --kills 30 --seconds 300 --seed 1]
// Starts everything, breaks it while requests come in, waits until it has come to rest, and holds what it finds
// against the ledger. Exit 0 when nothing was lost, doubled or stuck; a run that failed is never run again to green.
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { Broker } from './broker.mjs';
import { check, quiesce } from './checks.mjs';
import { Client } from './client.mjs';
import { buildWithFaults, removeBuild } from './faults-build.mjs';
import { Fleet } from './fleet.mjs';
import { prepare } from './installation.mjs';
import { Ledger } from './ledger.mjs';
import { randomOf } from './random.mjs';
import { SCENARIOS } from './scenarios.mjs';
import { startPostgres, startRabbit, whyNoServers } from './servers.mjs';

/** How long nothing may move before everything is at rest: longer than a lease, a clock and a question together. */
const QUIESCE_MS_MAX = 120_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    requests: { type: 'string' },
    kills: { type: 'string' },
    seconds: { type: 'string' },
    rate: { type: 'string' },
    seed: { type: 'string' },
    keep: { type: 'boolean' },
  },
});
const say = (text) => process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
const scenario = SCENARIOS[positionals[0]];
if (scenario === undefined) {
  process.stderr.write(`chaos: one of ${Object.keys(SCENARIOS).join(', ')}\n`);
  process.exit(2);
}
const settings = { ...scenario.settings };
for (const name of ['requests', 'kills', 'seconds', 'rate'])
  if (values[name]) settings[name] = Number(values[name]);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const random = randomOf(seed);

/** Servers of the run's own, or databases and queues of its own on those the environment names. */
async function startServers(folder, firstPort) {
  const why = whyNoServers();
  if (!scenario.needsOwnServers && (why !== null || scenario.sharesServers)) {
    const databaseUrl = process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432';
    return {
      databaseUrl,
      rabbitUrl: process.env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672',
      stop: async () => {},
    };
  }
  if (why !== null) throw new Error(`This scenario needs servers of its own: ${why}`);
  const postgres = await startPostgres(folder, firstPort);
  const rabbit = await startRabbit(folder, firstPort + 1);
  let isRunning = true;
  const stop = async () => {
    isRunning = false;
    await rabbit.stop();
    postgres.stop();
  };
  const abandon = () => {
    if (!isRunning) return;
    rabbit.kill();
    postgres.crash();
  };
  return { postgres, rabbit, databaseUrl: postgres.url, rabbitUrl: rabbit.url, stop, abandon };
}

async function createDatabase(serverUrl, name) {
  const admin = new pg.Client({ connectionString: serverUrl });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function dropDatabase(serverUrl, name) {
  const admin = new pg.Client({ connectionString: serverUrl });
  await admin.connect();
  await admin.query(`drop database ${name} with (force)`);
  await admin.end();
}

function report({ counters, findings, totals }, ledger, fleet, rest) {
  const { lost, duplicated, ...others } = counters;
  const words = { attempted: ledger.attempted, acknowledged: ledger.acknowledged, ok: others.ok };
  const line = (values) =>
    Object.entries(values)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ');
  say(
    line({
      ...words,
      lost: lost.length,
      duplicated: duplicated.length,
      unexpected: others.unexpected,
      recovered: others.recovered,
    }),
  );
  say(line({ ...totals, sends: ledger.sends, kills: fleet.kills }));
  say(
    `at rest ${(rest.tookMs / 1000).toFixed(1)} s after the last answer; stuck: ${JSON.stringify(rest.stuck)}`,
  );
  if (lost.length + duplicated.length > 0)
    say(`lost ${lost.slice(0, 5)}; duplicated ${duplicated.slice(0, 5)}`);
  say(`findings: ${JSON.stringify(findings, null, 1)}`);
  const isWhole = ledger.attempted === ledger.acknowledged && counters.ok === ledger.acknowledged;
  const nothing = lost.length + duplicated.length + others.unexpected + Object.keys(findings).length === 0;
  return isWhole && nothing && Object.keys(rest.stuck).length === 0;
}

async function run() {
  const begun = performance.now();
  const runs = join(tmpdir(), 'caseloop-chaos');
  await mkdir(runs, { recursive: true, mode: 0o755 });
  const folder = await mkdtemp(join(runs, `${positionals[0]}-`));
  // The servers run as users of their own.
  await chmod(folder, 0o755);
  const firstPort = 20_000 + (process.pid % 400) * 25;
  const name = `chaos_${process.pid}`;
  const prefix = `chaos-${process.pid}.`;
  say(`${positionals[0]} seed ${seed} ${JSON.stringify(settings)} logs in ${folder}`);
  await buildWithFaults();
  const servers = await startServers(folder, firstPort);
  const databaseUrl = await createDatabase(servers.databaseUrl, name);
  const fleet = new Fleet({
    folder,
    databaseUrl,
    rabbitUrl: servers.rabbitUrl,
    prefix,
    firstPort: firstPort + 4,
  });
  const broker = new Broker(servers.rabbitUrl, prefix);
  const db = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  db.on('error', () => {});
  // Whoever interrupts a run, or a mistake in it, leaves nothing running either.
  process.once('exit', () => {
    fleet.instances.forEach(({ child }) => child.kill('SIGKILL'));
    servers.abandon?.();
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  let passed = false;
  try {
    await fleet.start(scenario.instances);
    await prepare(fleet, scenario.haste);
    say(`${fleet.instances.length} processes are ready`);
    const ledger = await Ledger.open(join(folder, 'ledger.jsonl'));
    const intakeUrls = () => fleet.of('intake').map(({ url }) => url);
    const client = new Client({ rabbitUrl: servers.rabbitUrl, prefix, ledger, random, intakeUrls });
    await client.open();
    const garbage = await scenario.run({ fleet, client, broker, servers, random, settings, say, db });
    say('every request is answered; nothing is broken any more');
    for (const instance of fleet.instances) await fleet.untilReady(instance);
    const rest = await quiesce(db, broker, QUIESCE_MS_MAX);
    passed = report(await check({ db, ledger, fleet, broker, garbage: garbage ?? 0 }), ledger, fleet, rest);
    await client.close();
    await ledger.close();
  } finally {
    await fleet.stop();
    await db.end();
    if (!scenario.needsOwnServers && servers.postgres === undefined) {
      await broker.remove();
      await dropDatabase(servers.databaseUrl, name);
    }
    await servers.stop();
    await removeBuild();
    if (passed && !values.keep) await rm(folder, { recursive: true, force: true });
  }
  say(
    `${passed ? 'PASSED' : 'FAILED'} in ${((performance.now() - begun) / 1000).toFixed(0)} s, seed ${seed}`,
  );
  return passed;
}

process.exit((await run()) ? 0 : 1);
