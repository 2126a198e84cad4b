import { SERVICES } from '@caseloop/contracts';
import { migrate, provision, systemClock } from '@caseloop/service';
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

export interface StartOfTime {
  /** Epoch milliseconds. */
  readonly startAt: number;
  readonly startsEmpty: boolean;
}

/**
 * Where business time starts, epoch milliseconds: now, or where a database stands whose simulated time is ahead of
 * the machine's (time never goes back, not over a restart either), or `beforeMs` before now in an empty one.
 */
export async function startOfTime(adminUrl: string, beforeMs: number): Promise<StartOfTime> {
  const recordedAt = await latestRecordedAt(adminUrl);
  const now = systemClock().now();
  if (recordedAt === null) return { startAt: now - beforeMs, startsEmpty: true };
  return { startAt: Math.max(now, recordedAt), startsEmpty: false };
}

/** The latest instant any service has recorded; null in an empty database. */
async function latestRecordedAt(adminUrl: string): Promise<number | null> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const parts = SERVICES.map((service) => `select max(recorded_at) as at from ${service}.published_event`);
    const { rows } = await client.query<{ at: Date | null }>(
      `select max(at) as at from (${parts.join(' union all ')}) t`,
    );
    return rows[0]?.at?.getTime() ?? null;
  } finally {
    await client.end();
  }
}
