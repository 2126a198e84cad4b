import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AnyEvent } from '@caseloop/contracts';
import { SimulatedClock, derivedId } from '@caseloop/service';
import {
  History,
  type TestDatabase,
  type TestService,
  createTestDatabase,
  eventually,
  expectNoDrift,
  expectSchema,
  startTestService,
} from '@caseloop/testing';
import { routing } from '../src/service.js';

const NINE = '2026-11-23T01:00:00.000Z';
const id = (name: string) => derivedId('case', name);
const [A, B, C] = [id('a'), id('b'), id('c')] as const;

let db: TestDatabase;
let service: TestService;
let history: History;

beforeEach(async () => {
  db = await createTestDatabase({ definitions: [routing] });
  service = await startTestService(routing, { db, clock: new SimulatedClock(Date.parse(NINE)) });
  history = new History(NINE);
});
afterEach(async () => {
  await service.stop();
  await db.drop();
});

const put = (path: string, body: object) => service.http.request('PUT', path, body);
const agent = (name: string, over: object = {}) =>
  put(`/v1/agents/${name}`, { team: 'techSupport', ...over });
const made = async () =>
  (await service.published('assignment.made.v1')).map(({ subject, data }) => ({
    caseId: subject,
    holder: (data as { holder: string }).holder,
  }));
const decisions = async (caseId: string) =>
  (await service.http.request('GET', `/v1/cases/${caseId}/routing`)).body.items;

describe('a new case', () => {
  test('is proposed to the agent with most headroom, and the decision can be read back with everybody looked at', async () => {
    await agent('wu', { capacity: 2 });
    await agent('lin', { role: 'afterSalesSupervisor' });
    await agent('zhao', { capacity: 5 });
    await put('/v1/agents/chen', { team: 'techSupport' });
    await put('/v1/agents/chen/presence', { presence: 'offline' });
    await service.deliver([history.publishesPack(), history.opens(A)]);
    const [event] = await service.published('assignment.made.v1');
    expect(event).toMatchObject({
      subject: A,
      source: 'caseloop/routing',
      correlationid: 'request-1',
      data: { caseId: A, team: 'techSupport', holder: 'zhao', rule: 'productFault', reason: 'mostHeadroom' },
    });
    const [decision] = await decisions(A);
    expect(await decisions('SH-2026-000001')).toEqual([decision]);
    expect(decision).toMatchObject({ holder: 'zhao', n: 1, at: NINE, candidateCount: 4 });
    expect(decision.candidates).toEqual([
      { agent: 'wu', headroom: 2, leftOut: 'lessHeadroom' },
      { agent: 'lin', headroom: 20, leftOut: 'supervisoryRole' },
      { agent: 'zhao', headroom: 5, leftOut: null },
      { agent: 'chen', headroom: 20, leftOut: 'offline' },
    ]);
  });

  test('waits for its pack, and is routed when it comes', async () => {
    await agent('wu');
    await service.deliver([history.opens(A)]);
    expect(await made()).toEqual([]);
    await service.deliver([history.publishesPack()]);
    await eventually(async () => expect(await made()).toEqual([{ caseId: A, holder: 'wu' }]));
  });

  test('is said to be stalled once, however often it is looked at, and goes to the first who comes', async () => {
    await service.deliver([history.publishesPack(), history.opens(A)]);
    await agent('wu', { capacity: 0 });
    await agent('wu', { capacity: 0 });
    const stalled = await service.published('assignment.stalled.v1');
    expect(stalled.map(({ data }) => data)).toEqual([
      expect.objectContaining({ caseId: A, team: 'techSupport', reason: 'teamHasNobody', candidates: 0 }),
    ]);
    await agent('wu', { capacity: 1 });
    expect(await made()).toEqual([{ caseId: A, holder: 'wu' }]);
    expect(await decisions(A)).toHaveLength(2);
  });
});

describe('a queue', () => {
  test('gives the one free place to the urgent case, then to the VIP, then to the oldest', async () => {
    const [D] = [id('d')];
    const vip = { id: derivedId('customer', 'vip'), memberTier: 'VIP' };
    await service.deliver([
      history.publishesPack(),
      history.opens(A, {}, '2026-11-23T00:10:00.000Z'),
      history.opens(B, {}, '2026-11-23T00:00:00.000Z'),
      history.opens(C, { customer: vip }, '2026-11-23T00:20:00.000Z'),
      history.opens(D, { urgency: 'urgent' }, '2026-11-23T00:30:00.000Z'),
    ]);
    for (const capacity of [1, 2, 3, 4]) await agent('wu', { capacity });
    expect((await made()).map(({ caseId }) => caseId)).toEqual([D, C, B, A]);
  });

  test('goes on when a held case is resolved', async () => {
    await agent('wu', { capacity: 1 });
    await service.deliver([history.publishesPack(), history.opens(A), history.opens(B)]);
    expect(await made()).toEqual([{ caseId: A, holder: 'wu' }]);
    await service.deliver([history.assigns(A, 'wu'), history.resolves(A, 'wu')]);
    expect(await made()).toEqual([
      { caseId: A, holder: 'wu' },
      { caseId: B, holder: 'wu' },
    ]);
  });

  test('goes on when somebody comes back', async () => {
    await agent('wu');
    await put('/v1/agents/wu/presence', { presence: 'away' });
    await service.deliver([history.publishesPack(), history.opens(A)]);
    expect((await service.published('assignment.stalled.v1'))[0]!.data).toMatchObject({
      reason: 'nobodyPresent',
    });
    await put('/v1/agents/wu/presence', { presence: 'online' });
    expect(await made()).toEqual([{ caseId: A, holder: 'wu' }]);
  });

  test('never gives anybody more than fits, whichever of two instances decides', async () => {
    const cases = Array.from({ length: 60 }, (_, i) => id(`load-${i}`));
    await agent('wu', { capacity: 7 });
    await agent('zhao', { team: 'techSupport', teams: ['development'], capacity: 9 });
    await service.deliver([history.publishesPack()]);
    const second = await startTestService(routing, { db, clock: new SimulatedClock(Date.parse(NINE)) });
    try {
      const parts = Array.from({ length: 12 }, (_, part) => cases.filter((_case, i) => i % 12 === part));
      await Promise.all([
        ...parts.map((part, i) =>
          (i % 2 === 0 ? service : second).deliver(part.map((caseId) => history.opens(caseId))),
        ),
        ...[1, 2, 3].map(() => agent('wu', { capacity: 7 })),
      ]);
    } finally {
      await second.stop();
    }
    const holders = (await made()).map(({ holder }) => holder);
    expect(holders.filter((holder) => holder === 'wu')).toHaveLength(7);
    expect(holders.filter((holder) => holder === 'zhao')).toHaveLength(9);
    expect(await service.published('assignment.stalled.v1')).toHaveLength(60 - 16);
  });
});

describe('after the first offer', () => {
  test('a declined case goes to the next, and never again to who declined', async () => {
    await agent('wu');
    await agent('zhao', { capacity: 1 });
    await service.deliver([history.publishesPack(), history.opens(A)]);
    await service.deliver([history.assigns(A, 'wu'), history.declines(A, 'wu')]);
    expect(await made()).toEqual([
      { caseId: A, holder: 'wu' },
      { caseId: A, holder: 'zhao' },
    ]);
    expect((await decisions(A))[0].candidates[0]).toMatchObject({ agent: 'wu', leftOut: 'declined' });
  });

  test('a transfer to a team is decided anew for that team, and to a person is not decided at all', async () => {
    await agent('wu');
    await put('/v1/agents/dev', { team: 'development' });
    await service.deliver([history.publishesPack(), history.opens(A)]);
    await service.deliver([history.assigns(A, 'wu'), history.transfers(A, 'development', null, 'wu')]);
    expect((await made()).at(-1)).toEqual({ caseId: A, holder: 'dev' });
    await service.deliver([history.transfers(A, 'techSupport', 'wu', 'dev')]);
    expect(await made()).toHaveLength(2);
    expect((await service.http.request('GET', '/v1/agents/wu')).body.load).toBe(1);
    expect((await service.http.request('GET', '/v1/agents/dev')).body.load).toBe(0);
  });

  test('the agent of the customer is kept for the next case of the same customer', async () => {
    const customer = { id: derivedId('customer', 'same') };
    await agent('wu', { capacity: 3 });
    await service.deliver([history.publishesPack(), history.opens(A, { customer })]);
    await agent('zhao', { capacity: 20 });
    await service.deliver([history.opens(B, { customer })]);
    expect((await made()).at(-1)).toEqual({ caseId: B, holder: 'wu' });
  });
});

test('everything delivered twice and out of order ends in the same loads and decisions', async () => {
  const story = (said: History): AnyEvent[] => [
    said.publishesPack(),
    said.opens(A, {}, '2026-11-23T00:00:00.000Z'),
    said.assigns(A, 'wu'),
    said.opens(B, {}, '2026-11-23T00:10:00.000Z'),
    said.assigns(B, 'wu'),
    said.declines(B, 'wu'),
    said.assigns(B, 'zhao'),
    said.transfers(A, 'development', 'dev', 'wu'),
    said.resolves(B, 'zhao'),
  ];
  const loads = async () =>
    (await service.http.request('GET', '/v1/agents')).body.items.map(
      ({ id: name, load }: { id: string; load: number }) => [name, load],
    );
  for (const name of ['wu', 'zhao']) await agent(name);
  await put('/v1/agents/dev', { team: 'development' });
  const events = story(history);
  const shuffled = [...events, ...events]
    .map((event, i) => ({ event, place: (i * 7919) % 23 }))
    .sort((a, b) => a.place - b.place)
    .map(({ event }) => event);
  await service.deliver(shuffled);
  const applied = { 'caseloop/casework': 8, 'caseloop/policies': 1 };
  await eventually(async () => expect((await service.status()).applied).toEqual(applied));
  expect(await loads()).toEqual([
    ['dev', 1],
    ['wu', 0],
    ['zhao', 0],
  ]);
});

test('the migrations are what the entities say and what was reviewed', async () => {
  await expectNoDrift(routing, db);
  await expectSchema(routing, db, new URL('../schema.sql', import.meta.url));
});
