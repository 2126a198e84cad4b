import type { ServiceName } from '@caseloop/contracts';
import { provision, serviceDatabaseUrl } from '@caseloop/service';
import { type FoundServers, foundServers } from './config.js';
import { eventually } from './eventually.js';
import { LEAK_TIMEOUT_MS } from './limits.js';
import { runName } from './run-name.js';
import { asAdmin, databaseName, urlOf } from './run-databases.js';
import { type AnyDefinition, templateFor } from './template.js';

/** A database of a test's own. */
export interface TestDatabase {
  /** Of the administrator, who owns everything in it. */
  readonly adminUrl: string;
  /** Of one service's own role. */
  url(service: ServiceName): string;
  /** Fails when somebody is still connected: what a test has started it must have stopped. */
  assertNoConnections(): Promise<void>;
  /** Drops it; fails (after dropping) when somebody was still connected. */
  drop(): Promise<void>;
}

/** The servers of this run; fails where Jest's global set-up has not run. */
export function servers(): FoundServers {
  const found = foundServers();
  if (found === null)
    throw new Error('No servers: run this through Jest (project medium or large), which finds them');
  return found;
}

/** A database with the schemas and roles of `definitions`, migrated; empty without any. */
export async function createTestDatabase(
  options: { readonly definitions?: readonly AnyDefinition[] } = {},
): Promise<TestDatabase> {
  const { definitions = [] } = options;
  const found = servers();
  const name = databaseName(found.run, runName());
  const template = definitions.length === 0 ? 'template0' : await templateFor(found, definitions);
  await asAdmin(found.databaseUrl, (client) => client.query(`create database ${name} template ${template}`));
  const adminUrl = urlOf(found.databaseUrl, name);
  // Who may connect to a database is not copied with it.
  await provision(
    adminUrl,
    definitions.map((definition) => definition.name),
  );

  const others = async (): Promise<string[]> =>
    asAdmin(found.databaseUrl, async (client) => {
      const { rows } = await client.query<{ who: string }>(
        `select application_name || ': ' || left(query, 80) as who from pg_stat_activity where datname = $1`,
        [name],
      );
      return rows.map(({ who }) => who);
    });
  const assertNoConnections = (): Promise<void> =>
    eventually(
      async () => {
        const left = await others();
        if (left.length > 0) throw new Error(`Connections were left open:\n${left.join('\n')}`);
      },
      { timeoutMs: LEAK_TIMEOUT_MS },
    );

  return {
    adminUrl,
    url: (service) => serviceDatabaseUrl(adminUrl, service),
    assertNoConnections,
    drop: async () => {
      try {
        await assertNoConnections();
      } finally {
        await asAdmin(found.databaseUrl, (client) =>
          client.query(`drop database if exists ${name} with (force)`),
        );
      }
    },
  };
}
