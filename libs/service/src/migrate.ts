import type { ServiceName } from '@caseloop/contracts';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { CONNECT_TIMEOUT_MS } from './limits.js';
import type { Queryable } from './database.js';
import { MIGRATIONS_TABLE, roleOf } from './provision.js';
import type { MigrationClass, ServiceDefinition } from './service.js';

type Migrated = Pick<ServiceDefinition<never>, 'name' | 'migrations' | 'tables'>;

/** TypeORM over a service's schema: for migrations and for the proof that tables and entities agree. */
export function dataSourceOf(definition: Migrated, adminUrl: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url: adminUrl,
    schema: definition.name,
    entities: [...definition.tables],
    migrations: [...definition.migrations],
    migrationsTableName: MIGRATIONS_TABLE,
    migrationsTransactionMode: 'each',
    poolSize: 2,
    applicationName: `caseloop ${definition.name} migrations`,
    installExtensions: false,
    extra: { options: `-c search_path=${definition.name}`, connectionTimeoutMillis: CONNECT_TIMEOUT_MS },
  });
}

/**
 * Brings a service's schema to where `definition` needs it, as the administrator, each migration in a transaction
 * of its own. Several can start at once: one migrates, the others wait and find nothing to do. Needs `provision`.
 */
export async function migrate(definition: Migrated, adminUrl: string): Promise<void> {
  const lock = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock(hashtextextended($1, 0))', [
      `caseloop.migrate.${definition.name}`,
    ]);
    const dataSource = await dataSourceOf(definition, adminUrl).initialize();
    try {
      await dataSource.runMigrations();
      // The table may be new: see `provision`.
      await dataSource.query(
        `revoke insert, update, delete on ${definition.name}.${MIGRATIONS_TABLE} from ${roleOf(definition.name)}`,
      );
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await lock.end();
  }
}

/** The database has another shape than this program was written for. */
export class SchemaMismatchError extends Error {
  constructor(
    readonly service: ServiceName,
    readonly missing: readonly string[],
    readonly unknown: readonly string[],
  ) {
    const behind = `it lacks ${missing.join(', ')}: migrate it (start once with DATABASE_ADMIN_URL)`;
    const ahead = `it has ${unknown.join(', ')}, which this version does not know: start the newer version`;
    super(`The schema "${service}" does not fit this program: ${missing.length > 0 ? behind : ahead}`);
  }
}

/** Refuses a schema that is behind or ahead of `definition`; asked with the service's own rights. */
export async function assertMigrated(definition: Migrated, db: Queryable): Promise<void> {
  const known = definition.migrations.map(nameOf);
  const { rows: table } = await db.query<{ found: boolean }>('select to_regclass($1) is not null as found', [
    `${definition.name}.${MIGRATIONS_TABLE}`,
  ]);
  const { rows } = table[0]!.found
    ? await db.query<{ name: string }>(`select name from ${definition.name}.${MIGRATIONS_TABLE} order by id`)
    : { rows: [] };
  const applied = rows.map(({ name }) => name);
  const missing = known.filter((name) => !applied.includes(name));
  const unknown = applied.filter((name) => !known.includes(name));
  if (missing.length > 0 || unknown.length > 0)
    throw new SchemaMismatchError(definition.name, missing, unknown);
}

function nameOf(migration: MigrationClass): string {
  return new migration().name ?? migration.name;
}

/** Refuses a server that forgets what it has committed when the power fails. */
export async function assertDurable(db: Queryable): Promise<void> {
  const { rows } = await db.query<{ fsync: string }>('show fsync');
  if (rows[0]?.fsync !== 'on') {
    throw new Error(
      'PostgreSQL runs with fsync=off and would lose confirmed work; set fsync=on in its configuration',
    );
  }
}
