import { type TestEnvironment, announceServers, foundServers, testEnvironment } from './config.ts';
import { findPostgres } from './find-postgres.ts';
import { findRabbit } from './find-rabbit.ts';
import { claimRun, dropAbandonedDatabases } from './run-databases.ts';
import { runName } from './run-name.ts';
import { stopLater, stopStarted } from './started-servers.ts';

/**
 * Finds the servers for the medium and large tests and tells the workers. Jest calls it once per project with
 * servers; only the first call looks.
 */
// eslint-disable-next-line no-restricted-exports -- the form Jest asks for
export default async function globalSetup(): Promise<void> {
  if (foundServers() !== null) return;
  try {
    await findServers(testEnvironment());
  } catch (error) {
    // Without a set-up there is no tear-down either.
    await stopStarted();
    throw error;
  }
}

async function findServers(environment: TestEnvironment): Promise<void> {
  const rabbit = await findRabbit(environment);
  if (rabbit.url === null) {
    const message = `Tests that need RabbitMQ are not run: ${rabbit.missing}`;
    if (environment.ci) throw new Error(`${message} Under CI that is a failure.`);
    process.stderr.write(`${message}\n`);
  }
  const databaseUrl = await findPostgres(environment);
  const run = runName();
  stopLater(await claimRun({ databaseUrl, run }));
  await dropAbandonedDatabases(databaseUrl);
  announceServers({ databaseUrl, rabbitmqUrl: rabbit.url, run });
}
