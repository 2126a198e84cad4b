import { foundServers } from './config.js';
import { stopStarted } from './started-servers.js';
import { dropLeftovers } from './template.js';

/** Takes away what this run has made: databases first, then servers it has started itself. */
// eslint-disable-next-line no-restricted-exports -- the form Jest asks for
export default async function globalTeardown(): Promise<void> {
  const servers = foundServers();
  if (servers !== null) await dropLeftovers(servers);
  await stopStarted();
}
