import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SimulatedClock, derivedId } from '@caseloop/service';
import {
  History,
  type TestDatabase,
  type TestService,
  createTestDatabase,
  startTestService,
} from '@caseloop/testing';
import { routing } from '../src/service.js';

const NINE = '2026-11-23T01:00:00.000Z';
const A = derivedId('case', 'a');

let db: TestDatabase;
let service: TestService;

beforeEach(async () => {
  db = await createTestDatabase({ definitions: [routing] });
  service = await startTestService(routing, { db, clock: new SimulatedClock(Date.parse(NINE)) });
});
afterEach(async () => {
  await service.stop();
  await db.drop();
});

const put = (path: string, body: object) => service.http.request('PUT', path, body);
const agent = (name: string, over: object = {}) =>
  put(`/v1/agents/${name}`, { team: 'techSupport', ...over });

describe('people and teams', () => {
  test('the teams of a pack are there, with their labels; another one can be added', async () => {
    await service.deliver([new History(NINE).publishesPack()]);
    const { body } = await service.http.request('GET', '/v1/teams/techSupport');
    expect(body).toEqual({
      id: 'techSupport',
      unit: 'after-sales',
      label: { 'zh-CN': '技术支持部', en: 'Technical support' },
    });
    expect((await put('/v1/teams/night', { unit: 'main' })).body).toEqual({
      id: 'night',
      unit: 'main',
      label: null,
    });
    expect((await service.http.request('GET', '/v1/teams?limit=2')).body.next).not.toBeNull();
  });

  test('an agent is declared with one call, present, with a capacity of twenty', async () => {
    const { body } = await agent('wu');
    expect(body).toMatchObject({ id: 'wu', team: 'techSupport', capacity: 20, presence: 'online', load: 0 });
  });

  test('what is not acceptable is refused with all reasons', async () => {
    const answer = await agent('wu', { capacity: -1, shoeSize: 43 });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '/capacity',
      '/shoeSize',
    ]);
    for (const id of ['customer', 'system', 'wu%20min']) {
      expect((await put(`/v1/agents/${id}`, { team: 'techSupport' })).body.errors[0].pointer).toBe('/id');
    }
    expect((await put('/v1/agents/nobody/presence', { presence: 'online' })).status).toBe(404);
    expect((await put('/v1/agents/wu/presence', { presence: 'asleep' })).status).toBe(422);
    expect((await service.http.request('GET', `/v1/cases/${A}/routing`)).status).toBe(404);
    expect((await service.http.request('GET', '/v1/cases/SH-2026-000009/routing')).status).toBe(404);
  });
});
