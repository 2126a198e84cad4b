// A PostgreSQL cluster and a RabbitMQ node that belong to one run alone: what is done to them hurts nobody else.
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const POSTGRES_BINARIES = '/usr/lib/postgresql';
const RABBITMQ_BINARIES = '/usr/lib/rabbitmq/bin';
const START_MS_MAX = 120_000;

const isRoot = process.getuid?.() === 0;

/** Why these servers cannot be had here; null when they can. */
export function whyNoServers() {
  if (!existsSync(POSTGRES_BINARIES)) return `there is no PostgreSQL in ${POSTGRES_BINARIES}`;
  if (!existsSync(RABBITMQ_BINARIES)) return `there is no RabbitMQ in ${RABBITMQ_BINARIES}`;
  return isRoot ? null : 'only root can start servers as their own users';
}

async function untilOpen(port, what) {
  for (let waitedMs = 0; waitedMs < START_MS_MAX; waitedMs += 50) {
    const isOpen = await new Promise((answer) => {
      const socket = createConnection({ host: '127.0.0.1', port });
      socket.once('connect', () => (socket.destroy(), answer(true)));
      socket.once('error', () => answer(false));
    });
    if (isOpen) return;
    await wait(50);
  }
  throw new Error(`${what} did not open port ${port} within ${START_MS_MAX / 1000} s`);
}

function must(command, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr || stdout}`);
  return stdout;
}

function idsOf(user) {
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(must('id', [flag, user]).trim()));
  return { uid, gid };
}

function ownFolder(path, { uid, gid }) {
  mkdirSync(path, { recursive: true });
  chownSync(path, uid, gid);
  return path;
}

/** A cluster of its own below `folder`. `crash` ends it as a power cut ends a process: at once, with nothing said. */
export async function startPostgres(folder, port) {
  const version = readdirSync(POSTGRES_BINARIES).sort((a, b) => b - a)[0];
  const bin = (name) => join(POSTGRES_BINARIES, version, 'bin', name);
  const user = idsOf('postgres');
  const data = ownFolder(join(folder, 'postgres'), user);
  const as = { ...user, cwd: data };
  must(bin('initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'], as);
  const settings = [
    `port = ${port}`,
    `listen_addresses = '127.0.0.1'`,
    `unix_socket_directories = '${data}'`,
    'max_connections = 300',
    'shared_buffers = 256MB',
    'log_lock_waits = on',
    'deadlock_timeout = 200ms',
  ];
  writeFileSync(join(data, 'postgresql.auto.conf'), `${settings.join('\n')}\n`);
  const ctl = (...args) => must(bin('pg_ctl'), ['-D', data, '-s', ...args], { ...as, stdio: 'ignore' });
  const log = join(data, 'server.log');
  const start = async () => {
    ctl('-l', log, '-w', '-t', '60', 'start');
    await untilOpen(port, 'PostgreSQL');
  };
  await start();
  return {
    url: `postgres://postgres@127.0.0.1:${port}`,
    log,
    start,
    crash: () => ctl('-m', 'immediate', 'stop'),
    stop: () => ctl('-m', 'fast', 'stop'),
  };
}

/** A node of its own below `folder`. `stopApp` and `startApp` restart the broker; `crash` kills the whole node. */
export async function startRabbit(folder, port) {
  const user = idsOf('rabbitmq');
  const home = ownFolder(join(folder, 'rabbitmq'), user);
  writeFileSync(join(home, 'plugins'), '[].\n');
  writeFileSync(join(home, 'env.conf'), '');
  writeFileSync(join(home, 'rabbitmq.conf'), `listeners.tcp.local = 127.0.0.1:${port}\n`);
  const node = `chaos${port}@localhost`;
  const pidFile = join(home, 'node.pid');
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    LANG: 'C.UTF-8',
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_FLAGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    RABBITMQ_NODENAME: node,
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(port + 1),
    RABBITMQ_MNESIA_BASE: join(home, 'data'),
    RABBITMQ_LOG_BASE: join(home, 'log'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(home, 'plugins'),
    RABBITMQ_CONF_ENV_FILE: join(home, 'env.conf'),
    RABBITMQ_CONFIG_FILE: join(home, 'rabbitmq.conf'),
    RABBITMQ_PID_FILE: pidFile,
  };
  const as = { ...user, cwd: home, env };
  const ctl = (...args) => must(join(RABBITMQ_BINARIES, 'rabbitmqctl'), ['-q', '-n', node, ...args], as);
  let child;
  const kill = () => process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
  const start = async () => {
    child = spawn(join(RABBITMQ_BINARIES, 'rabbitmq-server'), [], { ...as, stdio: 'ignore', detached: true });
    await untilOpen(port, 'RabbitMQ');
    ctl('await_startup', '--timeout', '60');
  };
  const gone = () =>
    new Promise((done) =>
      (child.exitCode ?? child.signalCode) !== null ? done() : child.once('exit', done),
    );
  await start();
  return {
    url: `amqp://guest:guest@127.0.0.1:${port}`,
    start,
    stopApp: () => ctl('stop_app'),
    startApp: () => ctl('start_app'),
    closeConnections: () => ctl('close_all_connections', 'chaos'),
    kill,
    crash: async () => {
      kill();
      await gone();
    },
    stop: async () => {
      ctl('stop');
      await gone();
    },
  };
}
