import pg from 'pg';

interface Run {
  /** Of the server, as an administrator. */
  readonly databaseUrl: string;
  readonly run: string;
}

const PREFIX = 'caseloop_run_';

/** Every database of a run carries its name, so that what a crashed run has left can be found. */
export function databaseName(run: string, rest: string): string {
  return `${PREFIX}${run}_${rest}`;
}

/** The same server, another database. */
export function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.toString();
}

/** Does something as the administrator, on a connection of its own. */
export async function asAdmin<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Marks a run as alive for as long as its process is; what is returned takes the mark away. */
export async function claimRun({ databaseUrl, run }: Run): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: `tests ${run}` });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [databaseName(run, '')]);
  return () => client.end();
}

/** Drops every database of the run, whoever still holds it. */
export async function dropRunDatabases({ databaseUrl, run }: Run): Promise<void> {
  await asAdmin(databaseUrl, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1)',
      [databaseName(run, '')],
    );
    for (const { datname } of rows) await client.query(`drop database if exists ${datname} with (force)`);
  });
}

/** Drops what runs have left that ended without tearing down: their mark is gone. */
export async function dropAbandonedDatabases(databaseUrl: string): Promise<void> {
  await asAdmin(databaseUrl, async (client) => {
    const { rows } = await client.query<{ run: string }>(
      `select distinct substring(datname from '^${PREFIX}([0-9a-f]+)_') as run from pg_database
       where starts_with(datname, '${PREFIX}')`,
    );
    for (const { run } of rows) {
      const lock = await client.query<{ dead: boolean }>(
        'select pg_try_advisory_lock(hashtextextended($1, 0)) as dead',
        [databaseName(run, '')],
      );
      if (lock.rows[0]!.dead) await dropRunDatabases({ databaseUrl, run });
    }
  });
}
