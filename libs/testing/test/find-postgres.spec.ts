import { afterAll, expect, test } from '@jest/globals';
import { findPostgres, startEmbedded } from '../src/find-postgres.js';
import { probePostgres } from '../src/probe.js';
import { stopStarted } from '../src/started-servers.js';

const NOTHING = { databaseUrl: undefined, rabbitmqUrl: undefined, ci: false, updateGolden: false };

afterAll(stopStarted);

test('a machine without PostgreSQL gets one from npm, and nothing of it stays', async () => {
  const url = await startEmbedded();
  expect(await probePostgres(url)).toBeNull();
  await stopStarted();
  expect(await probePostgres(url)).toMatch(/ECONNREFUSED/);
});

test('a server that was named and does not work is an error, not a reason to look elsewhere', async () => {
  const databaseUrl = 'postgres://postgres@127.0.0.1:1/postgres';
  await expect(findPostgres({ ...NOTHING, databaseUrl })).rejects.toThrow(/TEST_DATABASE_URL does not work/);
});
