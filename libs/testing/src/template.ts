import { createHash } from 'node:crypto';
import { type ServiceDefinition, migrate, provision } from '@caseloop/service';
import pg from 'pg';
import type { FoundServers } from './config.js';

export type AnyDefinition = Pick<ServiceDefinition<never>, 'name' | 'migrations' | 'tables'>;

/** Every database of a run carries its name, so that what a crashed test has left can be found. */
function prefixOf(run: string): string {
  return `caseloop_test_${run}_`;
}

export function databaseName(run: string, rest: string): string {
  return prefixOf(run) + rest;
}

export function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.toString();
}

export async function asAdmin<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

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

/** Drops every database of the run, whoever still holds it. */
export async function dropLeftovers(servers: FoundServers): Promise<void> {
  await asAdmin(servers.databaseUrl, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1)',
      [prefixOf(servers.run)],
    );
    for (const { datname } of rows) await client.query(`drop database if exists ${datname} with (force)`);
  });
}
