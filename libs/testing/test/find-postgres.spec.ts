import { SERVICES } from '@caseloop/contracts';
import { provision, serviceDatabaseUrl } from '@caseloop/service';
import { afterEach, expect, test } from '@jest/globals';
import { findPostgres, startEmbedded } from '../src/find-postgres.js';
import { probePostgres } from '../src/probe.js';
import { asAdmin, urlOf } from '../src/run-databases.js';
import { stopStarted } from '../src/started-servers.js';

const NOTHING = { databaseUrl: undefined, rabbitmqUrl: undefined, ci: false, updateGolden: false };

afterEach(stopStarted);

test('a machine without PostgreSQL gets one from npm, and nothing of it stays', async () => {
  const url = await startEmbedded();
  expect(await probePostgres(url)).toBeNull();
  await stopStarted();
  expect(await probePostgres(url)).toMatch(/ECONNREFUSED/);
});

test('a fresh cluster is provisioned by several at once: its roles are made once, and work', async () => {
  const serverUrl = await startEmbedded();
  const urls = ['a', 'b', 'c'].map((name) => urlOf(serverUrl, name));
  for (const name of ['a', 'b', 'c'])
    await asAdmin(serverUrl, (client) => client.query(`create database ${name}`));
  await Promise.all([...urls, ...urls].map((url) => provision(url, SERVICES)));
  for (const url of urls) {
    for (const service of SERVICES) {
      const rows = await asAdmin(serviceDatabaseUrl(url, service), (client) =>
        client.query('select current_user as me'),
      );
      expect(rows.rows).toEqual([{ me: `${service}_service` }]);
    }
  }
});

test('a server that was named and does not work is an error, not a reason to look elsewhere', async () => {
  const databaseUrl = 'postgres://postgres@127.0.0.1:1/postgres';
  await expect(findPostgres({ ...NOTHING, databaseUrl })).rejects.toThrow(/TEST_DATABASE_URL does not work/);
});
