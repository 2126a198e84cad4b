import { createHash } from 'node:crypto';
import { type ServiceDefinition, migrate, provision } from '@caseloop/service';
import type { FoundServers } from './config.js';
import { asAdmin, databaseName, urlOf } from './run-databases.js';

/** What of a service's definition its database depends on. */
export type AnyDefinition = Pick<ServiceDefinition<never>, 'name' | 'migrations' | 'tables'>;

/**
 * The name of a database with the schemas of `definitions` in it, migrated; made by the first test that needs it,
 * copied by all. Which migrations are in it is part of its name.
 */
export async function templateFor(
  servers: FoundServers,
  definitions: readonly AnyDefinition[],
): Promise<string> {
  const content = definitions.map(({ name, migrations }) => [
    name,
    migrations.map((migration) => migration.name),
  ]);
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 12);
  const name = databaseName(servers.run, `template_${hash}`);
  await asAdmin(servers.databaseUrl, async (client) => {
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [name]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount !== 0) return;
    // Made under another name first: a template that carries its name is complete.
    const draft = `${name}_draft`;
    await client.query(`drop database if exists ${draft} with (force)`);
    await client.query(`create database ${draft} template template0`);
    const url = urlOf(servers.databaseUrl, draft);
    await provision(
      url,
      definitions.map((definition) => definition.name),
    );
    for (const definition of definitions) await migrate(definition, url);
    await client.query(`alter database ${draft} rename to ${name}`);
  });
  return name;
}
