import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { PackVersions, createLogger, createPool } from '@caseloop/service';
import { type TestDatabase, createTestDatabase, expectNoDrift } from '@caseloop/testing';
import { aService } from './a-service.js';

const definition = aService({ steps: [], connected: true });
const MIGRATED = { ...definition, migrations: [definition.migrations[0]!] };
let db: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  db = await createTestDatabase({ definitions: [MIGRATED] });
  const logger = createLogger({ service: 'routing', logLevel: 'silent' });
  pool = createPool({ service: 'routing', databaseUrl: db.url('routing'), databasePoolMax: 2 }, logger);
});
afterAll(async () => {
  await pool.end();
  await db.drop();
});

function published(version: string, effectiveAt: string, to: 'new' | 'open' = 'new') {
  const data = {
    name: 'after-sales',
    version,
    unit: 'x',
    to,
    effectiveAt,
    files: { 'pack.yaml': version },
    by: 'dev',
  };
  return { streams: [{ events: [{ type: 'policy.published.v1', data }] }] };
}

function reading() {
  const read: string[] = [];
  const versions = new PackVersions<{ text: string }>({
    read: (files) => {
      read.push(files['pack.yaml']!);
      return { text: files['pack.yaml']! };
    },
  });
  return { read, versions };
}

test('the table is as its entity says', () => expectNoDrift(MIGRATED, db));

test('a version is kept, parsed once, and the same for whoever comes later', async () => {
  const { versions, read } = reading();
  const saved = await versions.save(pool, published('v1', '2026-01-05T09:00:00Z'));
  expect(saved.map(({ version }) => version)).toEqual(['v1']);
  const pack = { name: 'after-sales', version: 'v1' };
  expect(await versions.get(pool, pack)).toEqual({ text: 'v1' });
  expect(await versions.get(pool, pack)).toBe(await versions.get(pool, pack));
  expect(read).toEqual(['v1']);
  expect(await reading().versions.get(pool, pack)).toEqual({ text: 'v1' });
});

test('a version nobody has told of is not known', async () => {
  expect(await reading().versions.get(pool, { name: 'after-sales', version: 'v9' })).toBeNull();
  expect(await reading().versions.latest(pool, 'nothing')).toBeNull();
});

test('the latest version is the one that came into force last, also when an older one is applied again', async () => {
  const { versions } = reading();
  await versions.save(pool, published('v1', '2026-01-05T09:00:00Z'));
  await versions.save(pool, published('v2', '2026-01-06T09:00:00Z'));
  expect(await versions.latest(pool, 'after-sales')).toEqual({ text: 'v2' });
  await versions.save(pool, published('v1', '2026-01-07T09:00:00Z', 'open'));
  expect(await versions.latest(pool, 'after-sales')).toEqual({ text: 'v1' });
});

test('other events of the source are left alone', async () => {
  const batch = { streams: [{ events: [{ type: 'stream.heads.v1', data: {} }] }] };
  expect(await reading().versions.save(pool, batch)).toEqual([]);
});
