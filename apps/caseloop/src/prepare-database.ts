import { SERVICES } from '@caseloop/contracts';
import { migrate, provision } from '@caseloop/service';
import { Client } from 'pg';
import { services } from './services.js';

/** Creates the database `name` beside the one of `serverUrl` when it is not there; returns its url. */
export async function ensureDatabase(serverUrl: string, name: string): Promise<string> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Roles, schemas and tables of all services, as far as they are not there yet. */
export async function prepareDatabase(adminUrl: string): Promise<void> {
  await provision(adminUrl, SERVICES);
  for (const service of services) await migrate(service, adminUrl);
}

/**
 * The latest instant any service has recorded, epoch milliseconds; 0 in an empty database. Simulated time starts
 * there when it is ahead of the machine's: business time never goes back, not over a restart either.
 */
export async function latestRecordedAt(adminUrl: string): Promise<number> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const parts = SERVICES.map((service) => `select max(recorded_at) as at from ${service}.published_event`);
    const { rows } = await client.query<{ at: Date | null }>(
      `select max(at) as at from (${parts.join(' union all ')}) t`,
    );
    return rows[0]?.at?.getTime() ?? 0;
  } finally {
    await client.end();
  }
}
