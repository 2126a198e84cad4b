import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { type TestDatabase, createTestDatabase, expectNoDrift, expectSchema } from '@caseloop/testing';
import { sla } from '../src/service.js';

describe('the schema of sla', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase({ definitions: [sla] });
  });
  afterAll(() => db.drop());

  test('is the one that was reviewed', () =>
    expectSchema(sla, db, new URL('../schema.sql', import.meta.url)));

  test('is the one that the entities describe', () => expectNoDrift(sla, db));
});
