import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { SERVICES } from '@caseloop/contracts';
import {
  SchemaMismatchError,
  assertMigrated,
  createLogger,
  createPool,
  migrate,
  provision,
  serviceDatabaseUrl,
} from '@caseloop/service';
import { type TestDatabase, createTestDatabase } from '@caseloop/testing';
import { aService } from './a-service.js';

const logger = createLogger({ service: 'routing', logLevel: 'silent' });
const definition = aService({ steps: [], connected: true });

function poolOf(db: TestDatabase, service: 'routing' | 'sla' = 'routing'): pg.Pool {
  return createPool({ service, databaseUrl: db.url(service), databasePoolMax: 2 }, logger);
}

async function as<T>(pool: pg.Pool, work: (pool: pg.Pool) => Promise<T>): Promise<T> {
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

describe("a service's database role", () => {
  let db: TestDatabase;
  const sla = { ...definition, name: 'sla' as const };
  beforeAll(async () => {
    db = await createTestDatabase({ definitions: [definition, sla] });
  });
  afterAll(() => db.drop());

  test('reads and writes its own tables, without naming the schema', async () => {
    await as(poolOf(db), async (pool) => {
      await pool.query(`insert into notes (words) values ('mine')`);
      await pool.query(`update notes set words = 'still mine'`);
      expect((await pool.query('select words from notes')).rows).toEqual([{ words: 'still mine' }]);
      await pool.query('delete from notes');
    });
  });

  test.each([
    ['reads nothing of another service', 'select * from sla.notes'],
    ['writes nothing of another service', `insert into sla.notes (words) values ('not mine')`],
    ['makes no table in its own schema', 'create table more (id int)'],
    ['makes no table in public', 'create table public.more (id int)'],
    ['makes no temporary table', 'create temporary table more (id int)'],
    ['makes no schema', 'create schema more'],
    ['changes no table', 'alter table notes add column more int'],
    ['empties no table', 'truncate notes'],
    ['does not claim to be migrated further', `insert into migrations (timestamp, name) values (1, 'More')`],
    ['does not become somebody else', 'set role sla_service'],
    ['reads no file', `select pg_read_file('/etc/passwd')`],
  ])('%s', async (_what, statement) => {
    await as(poolOf(db), async (pool) => {
      await expect(pool.query(statement)).rejects.toMatchObject({ code: '42501' });
    });
  });

  test('of a twin service reads exactly those: the denial comes from the schema, not from the table', async () => {
    await as(poolOf(db, 'sla'), async (pool) => {
      expect((await pool.query('select * from sla.notes')).rows).toEqual([]);
    });
  });

  test('works within limits of time', async () => {
    await as(poolOf(db), async (pool) => {
      const { rows } = await pool.query(
        `select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
                current_setting('idle_in_transaction_session_timeout') as idle`,
      );
      expect(rows).toEqual([{ statement: '20s', lock: '5s', idle: '15s' }]);
    });
  });
});

describe('provisioning and migrating', () => {
  test('can be repeated and done by several at once, in one database and in two', async () => {
    const databases = await Promise.all([createTestDatabase(), createTestDatabase()]);
    const starts = databases.flatMap(({ adminUrl }) => [adminUrl, adminUrl, adminUrl]);
    await Promise.all(starts.map((adminUrl) => provision(adminUrl, SERVICES)));
    await Promise.all(starts.map((adminUrl) => migrate(definition, adminUrl)));
    for (const db of databases) {
      await as(poolOf(db), (pool) => assertMigrated(definition, pool));
      await db.drop();
    }
  });

  test('derives passwords that differ by service and by administrator, and stores none', () => {
    const passwordOf = (adminUrl: string, service: 'sla' | 'routing') =>
      new URL(serviceDatabaseUrl(adminUrl, service)).password;
    const first = passwordOf('postgres://root:a@db/x', 'sla');
    expect(first).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(passwordOf('postgres://root:a@db/y', 'sla')).toBe(first);
    expect(passwordOf('postgres://root:a@db/x', 'routing')).not.toBe(first);
    expect(passwordOf('postgres://root:b@db/x', 'sla')).not.toBe(first);
  });

  test('a schema that is behind, or ahead, is refused with what is missing or unknown', async () => {
    const db = await createTestDatabase({
      definitions: [{ ...definition, migrations: [definition.migrations[0]!] }],
    });
    await as(poolOf(db), async (pool) => {
      await expect(assertMigrated(definition, pool)).rejects.toThrow(/lacks Notes1700000002000: migrate it/);
      const older = { ...definition, migrations: [] };
      await expect(assertMigrated(older, pool)).rejects.toThrow(SchemaMismatchError);
      await expect(assertMigrated(older, pool)).rejects.toThrow(
        /has PackVersionsTable1700000001000.*newer version/,
      );
    });
    await db.drop();
  });

  test('a schema that was never migrated is behind', async () => {
    const db = await createTestDatabase();
    await provision(db.adminUrl, ['routing']);
    await as(poolOf(db), async (pool) => {
      await expect(assertMigrated(definition, pool)).rejects.toThrow(SchemaMismatchError);
    });
    await db.drop();
  });
});
