import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SimulatedClock, derivedId } from '@caseloop/service';
import {
  History,
  type TestDatabase,
  type TestService,
  createTestDatabase,
  eventually,
  startTestService,
} from '@caseloop/testing';
import { notifications } from '../src/service.js';

const NINE = '2026-11-23T01:00:00.000Z';
const A = derivedId('case', 'a');

let db: TestDatabase;
let service: TestService;
let history: History;

beforeEach(async () => {
  db = await createTestDatabase({ definitions: [notifications] });
  service = await startTestService(notifications, { db, clock: new SimulatedClock(Date.parse(NINE)) });
  history = new History(NINE);
});
afterEach(async () => {
  await service.stop();
  await db.drop();
});

/** All messages of the case, once nothing is left to be sent. */
async function messages(caseId = A) {
  await eventually(async () => expect((await service.status()).pending).toBe(0));
  return (await service.http.request('GET', `/v1/cases/${caseId}/messages`)).body.items;
}

describe('a call task', () => {
  test('is listed until somebody says they called', async () => {
    await service.deliver([history.publishesPack(), history.opens(A), history.assigns(A, 'wu')]);
    await messages();
    const [task] = (await service.http.request('GET', '/v1/call-tasks')).body.items;
    expect(task).toMatchObject({ caseId: A, to: 'customer', doneAt: null });
    const actor = { 'Caseloop-Actor': 'wu' };
    const done = await service.http.request('POST', `/v1/call-tasks/${task.id}/done`, {}, actor);
    expect(done).toMatchObject({ status: 200, body: { doneBy: 'wu', doneAt: NINE } });
    expect((await service.http.request('GET', '/v1/call-tasks')).body.items).toEqual([]);
  });
});

test('the messages of a case are found under its number too', async () => {
  await service.deliver([history.publishesPack(), history.opens(A), history.proposesPlan(A, 'wu')]);
  const byId = await messages();
  expect(byId).toHaveLength(1);
  expect(await messages('SH-2026-000001')).toEqual(byId);
});

test('the messages of an unknown case are not found', async () => {
  expect((await service.http.request('GET', `/v1/cases/${A}/messages`)).status).toBe(404);
  expect((await service.http.request('GET', '/v1/cases/SH-2026-000009/messages')).status).toBe(404);
});
