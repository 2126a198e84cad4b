import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { TOPOLOGY } from '@caseloop/messaging';
import { connect } from 'amqplib';
import pg from 'pg';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CASELOOP = fileURLToPath(new URL('../../apps/caseloop/bin/caseloop.mjs', import.meta.url));
const START_MS_MAX = 120_000;

/**
 * Six processes on RabbitMQ and Postgres, with a database and names on the broker of their own; both are gone after
 * `stop`, which tells whether everything ran until then: when one process ends, the installation does.
 */
export async function startInstallation({ serverUrl, brokerUrl }) {
  const run = randomBytes(4).toString('hex');
  const [database, prefix] = [`caseloop_chaos_${run}`, `chaos-${run}-`];
  await asAdmin(serverUrl, `create database ${database}`);
  const databaseUrl = Object.assign(new URL(serverUrl), { pathname: `/${database}` }).toString();
  const child = spawn(process.execPath, [CASELOOP, 'up', '--port', '0', '--infra', 'local'], {
    cwd: ROOT,
    env: { ...process.env, DATABASE_URL: databaseUrl, RABBITMQ_URL: brokerUrl, BROKER_PREFIX: prefix },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const remove = async () => {
    await asAdmin(serverUrl, `drop database if exists ${database} with (force)`);
    await clearBroker(brokerUrl, prefix);
  };
  const stop = async () => {
    const isAlive = child.exitCode === null && child.signalCode === null;
    const gone = isAlive && new Promise((done) => child.once('exit', done));
    child.kill('SIGINT');
    await gone;
    await remove();
    return isAlive;
  };
  const errors = errorsOf(child);
  try {
    return { url: await readyUrl(child), databaseUrl, brokerUrl, prefix, errors, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** How often the services have logged which error; the first of each kind is shown. */
function errorsOf(child) {
  const errors = new Map();
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (!/"level":"(error|fatal)"/.test(line)) return;
    const { service, msg } = JSON.parse(line);
    const kind = `${service}: ${msg}`;
    if (!errors.has(kind)) console.error(line);
    errors.set(kind, (errors.get(kind) ?? 0) + 1);
  });
  return errors;
}

function readyUrl(child) {
  return new Promise((ready, failed) => {
    const timer = setTimeout(() => failed(new Error('Not ready in time')), START_MS_MAX);
    child.once('exit', (code) => failed(new Error(`Ended with ${code} before it was ready`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /ready at (\S+)/.exec(line)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      ready(url);
    });
  });
}

async function asAdmin(connectionString, statement) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

async function clearBroker(brokerUrl, prefix) {
  const connection = await connect(brokerUrl);
  const channel = await connection.createChannel();
  for (const { name } of TOPOLOGY.queues) await channel.deleteQueue(prefix + name);
  for (const { name } of TOPOLOGY.exchanges) await channel.deleteExchange(prefix + name);
  await connection.close();
}
