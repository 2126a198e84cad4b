import { createTestDatabase, expectNoDrift, expectSchema } from '@caseloop/testing';
import { test } from '@jest/globals';
import { intake } from '../src/service.js';

test('the migrations add up to the reviewed schema, and the entities say the same', async () => {
  const db = await createTestDatabase({ definitions: [intake] });
  try {
    await expectSchema(intake, db, new URL('../schema.sql', import.meta.url));
    await expectNoDrift(intake, db);
  } finally {
    await db.drop();
  }
});
