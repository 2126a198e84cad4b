import { afterAll, beforeAll, test } from '@jest/globals';
import { type TestDatabase, createTestDatabase, expectNoDrift, expectSchema } from '@caseloop/testing';
import { casework } from '../src/service.js';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase({ definitions: [casework] });
});
afterAll(() => db.drop());

test('the migrations add up to the schema that was reviewed', () =>
  expectSchema(casework, db, new URL('../schema.sql', import.meta.url)));

test('entities and migrations say the same', () => expectNoDrift(casework, db));
