import { foundServers } from './config.ts';
import { dropRunDatabases } from './run-databases.ts';
import { stopStarted } from './started-servers.ts';

/** Takes away what this run has made: databases first, then servers it has started itself. */
// eslint-disable-next-line no-restricted-exports -- the form Jest asks for
export default async function globalTeardown(): Promise<void> {
  const servers = foundServers();
  if (servers !== null) await dropRunDatabases(servers);
  await stopStarted();
}
