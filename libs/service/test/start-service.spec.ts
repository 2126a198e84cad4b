import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SimulatedClock } from '@caseloop/service';
import { type TestDatabase, type TestService, createTestDatabase, startTestService } from '@caseloop/testing';
import { type Recorded, aService } from './a-service.js';

describe('a running service', () => {
  let db: TestDatabase;
  let service: TestService;
  let recorded: Recorded;

  beforeAll(async () => {
    db = await createTestDatabase({ definitions: [aService({ steps: [], connected: true })] });
  });
  afterAll(() => db.drop());
  beforeEach(async () => {
    recorded = { steps: [], connected: true };
    const clock = new SimulatedClock(Date.parse('2026-11-23T01:00:00Z'));
    service = await startTestService(aService(recorded), { db, clock });
  });
  afterEach(async () => {
    await service.stop();
    await db.assertNoConnections();
  });

  test('starts messages before its own work and stops them after it', async () => {
    await service.stop();
    expect(recorded.steps).toEqual(['messaging start', 'own start', 'own stop', 'messaging stop']);
  });

  test('answers like this', async () => {
    const body = { name: 'ab', inner: { count: 2 } };
    const answer = await service.http.request('POST', '/v1/echo', body, { 'Caseloop-Actor': 'lin' });
    expect(answer).toMatchObject({
      status: 200,
      body: { body, actor: { kind: 'agent', id: 'lin' }, partner: 'dev' },
    });
  });
});
