import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { MIGRATIONS_TABLE, dataSourceOf } from '@caseloop/service';
import { expect } from '@jest/globals';
import { testEnvironment } from './config.js';
import { describeSchema } from './describe-schema.js';
import { asAdmin } from './run-databases.js';
import type { AnyDefinition } from './template.js';
import type { TestDatabase } from './test-database.js';

/**
 * The migrations of a service add up to the `schema.sql` that was reviewed. `UPDATE_GOLDEN=1` writes it anew.
 * `path`: usually `new URL('../schema.sql', import.meta.url)`.
 */
export async function expectSchema(
  definition: AnyDefinition,
  db: TestDatabase,
  path: URL | string,
): Promise<void> {
  const header =
    `-- The schema "${definition.name}" as its migrations add up to it. Generated from a migrated database by the\n` +
    `-- test that compares it; UPDATE_GOLDEN=1 writes it anew.\n\n`;
  const shape = await asAdmin(db.adminUrl, (client) => describeSchema(client, definition.name));
  if (testEnvironment().updateGolden) writeFileSync(path, header + shape);
  expect(existsSync(path) ? readFileSync(path, 'utf8') : '').toBe(header + shape);
}

/** Entities and migrations say the same: TypeORM would change nothing, and knows every table there is. */
export async function expectNoDrift(definition: AnyDefinition, db: TestDatabase): Promise<void> {
  const dataSource = await dataSourceOf(definition, db.adminUrl).initialize();
  try {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    // Comments stand in the migrations and in schema.sql; entities need not repeat them.
    const changes = upQueries.map(({ query }) => query).filter((query) => !query.startsWith('COMMENT ON'));
    expect(changes).toEqual([]);
    const rows: { name: string }[] = await dataSource.query(
      `select relname as name from pg_class
       where relnamespace = $1::regnamespace and relkind in ('r', 'p') and not relispartition order by 1`,
      [definition.name],
    );
    const known = dataSource.entityMetadatas.map(({ tableName }) => tableName);
    const unknown = rows
      .map(({ name }) => name)
      .filter((name) => name !== MIGRATIONS_TABLE && !known.includes(name));
    expect({ tablesWithoutEntity: unknown }).toEqual({ tablesWithoutEntity: [] });
  } finally {
    await dataSource.destroy();
  }
}
