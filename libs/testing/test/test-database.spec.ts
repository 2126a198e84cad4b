import { expect, test } from '@jest/globals';
import pg from 'pg';
import { brokerForTests, createTestDatabase } from '@caseloop/testing';

test('a database is of its own and gone afterwards', async () => {
  const [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  expect(first.adminUrl).not.toBe(second.adminUrl);
  await Promise.all([first.drop(), second.drop()]);
  const client = new pg.Client({ connectionString: first.adminUrl });
  await expect(client.connect()).rejects.toMatchObject({ code: '3D000' });
});

test('a connection left open is told, and the database is gone all the same', async () => {
  const db = await createTestDatabase();
  const client = new pg.Client({ connectionString: db.adminUrl, application_name: 'forgotten' });
  client.on('error', () => undefined);
  await client.connect();
  await expect(db.drop()).rejects.toThrow(/left open:\nforgotten/);
  await expect(new pg.Client({ connectionString: db.adminUrl }).connect()).rejects.toMatchObject({
    code: '3D000',
  });
});

test('two test files never share a queue', () => {
  const [first, second] = [brokerForTests(), brokerForTests()];
  if (first !== null) expect(first.prefix).not.toBe(second!.prefix);
});
