import pg from 'pg';

/** Every database of a run carries its name, so that what a crashed test has left can be found. */
export function databaseName(run: string, rest: string): string {
  return `caseloop_test_${run}_${rest}`;
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

/** Drops every database of the run, whoever still holds it. */
export async function dropRunDatabases(servers: {
  readonly databaseUrl: string;
  readonly run: string;
}): Promise<void> {
  await asAdmin(servers.databaseUrl, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1)',
      [databaseName(servers.run, '')],
    );
    for (const { datname } of rows) await client.query(`drop database if exists ${datname} with (force)`);
  });
}
