import { expect, test } from '@jest/globals';
import { createTestDatabase, describeWithBroker } from '@caseloop/testing';
import { runScript } from './installation.js';

describeWithBroker('processes that are killed', (broker) => {
  test('lose no request, double none and leave nothing stuck', async () => {
    const db = await createTestDatabase();
    try {
      const output = await runScript('node chaos/run.mjs smoke --seed 7', {
        DATABASE_URL: db.adminUrl,
        RABBITMQ_URL: broker.url,
      });
      expect(output).toMatch(/lost 0, duplicated 0, unexpected 0/);
      expect(output).toMatch(/stuck: \{\}/);
      expect(output).toMatch(/PASSED in/);
    } finally {
      await db.drop();
    }
  }, 300_000);
});
