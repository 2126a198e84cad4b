// Caseloop as `npm start -- --infra local` starts it: six processes on a broker and a database, known by their pids.
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { connect } from 'amqplib';
import { SERVICES } from '@caseloop/contracts';
import { TOPOLOGY } from '@caseloop/messaging';
import { root } from '../tools/prepare.mjs';

const START_MS_MAX = 120_000;
const AGENTS_PER_TEAM = 5;
/** What an agent may hold at most: nobody works the cases off here. */
const CAPACITY = 10_000;
const TEAMS = [
  { team: 'techSupport' },
  { team: 'customerService', role: 'afterSalesSupervisor' },
  { team: 'operations' },
  { team: 'triage' },
];

export async function startInstallation({ databaseUrl, broker, prefix, profile }) {
  const profiling = profile && {
    NODE_OPTIONS: `--import ${new URL('profile.mjs', import.meta.url)}`,
    BENCH_PROFILE_DIR: resolve(profile),
  };
  const child = spawn(
    process.execPath,
    [join(root, 'apps/caseloop/bin/caseloop.mjs'), 'up', '--port', '0', '--infra', 'local'],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        ...{ DATABASE_URL: databaseUrl, RABBITMQ_URL: broker, BROKER_PREFIX: prefix },
        ...profiling,
      },
    },
  );
  const url = await readyUrl(child);
  return new Installation(child, url, { broker, prefix });
}

function readyUrl(child) {
  return new Promise((ready, failed) => {
    const timer = setTimeout(() => failed(new Error('Caseloop was not ready in time')), START_MS_MAX);
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const url = /ready at (\S+)/.exec(said)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      ready(url);
    });
    child.once('exit', (code) =>
      failed(new Error(`Caseloop ended with ${code} before it was ready: ${said}`)),
    );
  });
}

class Installation {
  constructor(child, url, broker) {
    Object.assign(this, { child, url, broker, pids: pidsOf(child.pid) });
  }

  async hireAgents() {
    for (const place of TEAMS) {
      for (let n = 1; n <= AGENTS_PER_TEAM; n += 1) {
        await this.#put(`/v1/agents/${place.team}-${n}`, { ...place, capacity: CAPACITY });
      }
    }
  }

  /** Stopped as a process: its place as a consumer stays, and what it was handed waits in its socket. */
  pauseIntake() {
    process.kill(this.pids.intake, 'SIGSTOP');
  }

  resumeIntake() {
    process.kill(this.pids.intake, 'SIGCONT');
  }

  async stop() {
    if (this.child.exitCode !== null) return;
    this.resumeIntake();
    const gone = new Promise((done) => this.child.once('exit', done));
    this.child.kill('SIGTERM');
    await gone;
    await removeFromBroker(this.broker);
  }

  async #put(path, body) {
    const response = await fetch(this.url + path, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'caseloop-actor': 'bench' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }
}

/** The services among the children of the command, by the program they run. */
function pidsOf(parent) {
  const pids = {};
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const isChild = new RegExp(`^PPid:\\s+${parent}$`, 'm').test(
        readFileSync(`/proc/${entry}/status`, 'utf8'),
      );
      const service =
        isChild && /apps\/(\w+)\/dist\/main\.js/.exec(readFileSync(`/proc/${entry}/cmdline`, 'utf8'))?.[1];
      if (service) pids[service] = Number(entry);
    } catch {
      // It ended while we looked.
    }
  }
  const missing = SERVICES.filter((service) => pids[service] === undefined);
  if (missing.length > 0) throw new Error(`No process of ${missing.join(', ')} was found`);
  return pids;
}

/** Takes away what was declared under the prefix; a channel each, because a refusal closes it. */
async function removeFromBroker({ broker, prefix }) {
  const connection = await connect(broker);
  const remove = (work) =>
    connection
      .createChannel()
      .then(work)
      .catch(() => undefined);
  for (const { name } of TOPOLOGY.queues) await remove((channel) => channel.deleteQueue(prefix + name));
  for (const { name } of TOPOLOGY.exchanges) await remove((channel) => channel.deleteExchange(prefix + name));
  await connection.close();
}
