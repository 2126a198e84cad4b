import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EntitySchema, type MigrationInterface, type QueryRunner } from 'typeorm';
import { type TestDatabase, createTestDatabase, expectNoDrift, expectSchema } from '@caseloop/testing';

class Shapes1700000003000 implements MigrationInterface {
  readonly name = 'Shapes1700000003000';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table shapes (
        id bigint not null,
        corners integer not null default 3,
        constraint shapes_id_pk primary key (id),
        constraint shapes_corners_check check (corners >= 0)
      );
      create index shapes_corners_idx on shapes (corners) where corners > 4;
      create table sightings (at timestamptz not null, constraint sightings_at_pk primary key (at)) partition by range (at);
      create table sightings_2026 partition of sightings for values from ('2026-01-01') to ('2027-01-01');
      create table sightings_other partition of sightings default;
      create function corners_of(shape bigint) returns integer language sql
        return (select corners from shapes where id = shape);
      comment on table shapes is 'What has corners.'`);
  }
  async down(): Promise<void> {}
}

const shapes = new EntitySchema({
  name: 'shapes',
  columns: {
    id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'shapes_id_pk' },
    corners: { type: 'integer', default: 3 },
  },
  checks: [{ name: 'shapes_corners_check', expression: 'corners >= 0' }],
  indices: [{ name: 'shapes_corners_idx', columns: ['corners'], where: 'corners > 4' }],
});
const sightings = new EntitySchema({
  name: 'sightings',
  columns: { at: { type: 'timestamptz', primary: true, primaryKeyConstraintName: 'sightings_at_pk' } },
});

const definition = {
  name: 'routing' as const,
  migrations: [Shapes1700000003000],
  tables: [shapes, sightings],
};
let db: TestDatabase;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'caseloop-schema-'));
  db = await createTestDatabase({ definitions: [definition] });
});
afterAll(async () => {
  await db.drop();
  await rm(directory, { recursive: true });
});

describe('the shape of a schema', () => {
  test('is compared with the file that was reviewed, and written on demand', async () => {
    const path = join(directory, 'schema.sql');
    await expect(expectSchema(definition, db, path)).rejects.toThrow();
    process.env['UPDATE_GOLDEN'] = '1';
    try {
      await expectSchema(definition, db, path);
    } finally {
      delete process.env['UPDATE_GOLDEN'];
    }
    await expectSchema(definition, db, path);

    const written = await readFile(path, 'utf8');
    expect(written).toContain('corners integer not null default 3');
    expect(written).toContain('constraint shapes_corners_check CHECK ((corners >= 0))');
    expect(written).toContain(
      'CREATE INDEX shapes_corners_idx ON shapes USING btree (corners) WHERE (corners > 4)',
    );
    expect(written).toContain('partition by RANGE (at)');
    expect(written).toContain('create table sightings_other partition of sightings DEFAULT');
    expect(written).toContain('FUNCTION corners_of');
    expect(written).toContain(`comment on table shapes is 'What has corners.'`);
    expect(written).not.toContain('sightings_2026');
    expect(written).not.toContain('migrations (');

    await writeFile(path, written.replace('default 3', 'default 4'));
    await expect(expectSchema(definition, db, path)).rejects.toThrow();
  });
});

describe('drift between migrations and entities', () => {
  test('is none where both say the same', () => expectNoDrift(definition, db));

  test('is a column that only one of them knows', async () => {
    const more = new EntitySchema({
      ...shapes,
      name: 'shapes',
      columns: { ...shapes.options.columns, colour: { type: 'text' } },
      checks: shapes.options.checks!,
      indices: shapes.options.indices!,
    });
    await expect(expectNoDrift({ ...definition, tables: [more, sightings] }, db)).rejects.toThrow(/colour/);
  });

  test('is a table without an entity', async () => {
    await expect(expectNoDrift({ ...definition, tables: [shapes] }, db)).rejects.toThrow(/sightings/);
  });
});
