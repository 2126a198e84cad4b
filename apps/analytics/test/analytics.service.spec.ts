import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AnyEvent } from '@caseloop/contracts';
import { SimulatedClock } from '@caseloop/service';
import {
  type TestDatabase,
  type TestService,
  createTestDatabase,
  expectNoDrift,
  expectSchema,
  startTestService,
} from '@caseloop/testing';
import { analytics } from '../src/service.js';
import { aMonth } from './a-history.js';

const NOVEMBER = '?from=2026-11-01&to=2026-12-01';
let db: TestDatabase;
let service: TestService;

beforeAll(async () => {
  db = await createTestDatabase({ definitions: [analytics] });
  const clock = new SimulatedClock(Date.parse('2026-11-23T01:00:00Z'));
  service = await startTestService(analytics, { db, clock });
  await service.deliver(aMonth());
});
afterAll(async () => {
  await service.stop();
  await db.drop();
});

const metric = async (path: string) => (await service.http.request('GET', `/v1/metrics/${path}`)).body;

async function figures() {
  const names = ['volume', 'urgentShare', 'timelyRate', 'csat', 'topTypes', 'reopenRate', 'attainment'];
  return Promise.all(names.map(async (name) => [name, (await metric(name + NOVEMBER)).items]));
}

/** The same order on every run, and unlike the one in which things were said. */
function shuffled(events: readonly AnyEvent[]): AnyEvent[] {
  return events
    .map((event, index) => ({ event, place: (index * 7919) % 31 }))
    .sort((a, b) => a.place - b.place)
    .map(({ event }) => event);
}

describe('the indicators of the after-sales standard (S2-20)', () => {
  test('are counted from what the services said', async () => {
    expect((await metric(`volume${NOVEMBER}`)).items).toEqual([{ value: 3 }]);
    expect((await metric(`urgentShare${NOVEMBER}`)).items).toEqual([
      { value: 1 / 3, numerator: 1, denominator: 3 },
    ]);
    expect((await metric(`timelyRate${NOVEMBER}`)).items).toEqual([
      { value: 0.5, numerator: 1, denominator: 2 },
    ]);
    expect((await metric(`csat${NOVEMBER}`)).items).toEqual([{ value: 0.5, numerator: 1, denominator: 2 }]);
    expect((await metric(`reopenRate${NOVEMBER}`)).items).toEqual([
      { value: 0.5, numerator: 1, denominator: 2 },
    ]);
  });

  test('name the most frequent types first, with their share, or the product modules', async () => {
    const types = (await metric(`topTypes${NOVEMBER}`)).items.map(
      (item: { key: string; numerator: number }) => [item.key, item.numerator],
    );
    expect(types).toEqual([
      ['productFault', 2],
      ['serviceAttitude', 1],
    ]);
    expect((await metric(`topTypes${NOVEMBER}&by=productModule`)).items[0]).toMatchObject({
      key: 'A',
      value: 2 / 3,
    });
  });

  test('are the same when everything is delivered twice and out of order', async () => {
    const expected = await figures();
    const otherDb = await createTestDatabase({ definitions: [analytics] });
    const other = await startTestService(analytics, {
      db: otherDb,
      clock: new SimulatedClock(Date.parse('2026-11-23T01:00:00Z')),
    });
    const first = service;
    service = other;
    try {
      await other.deliver(shuffled([...aMonth(), ...aMonth()]));
      expect((await other.status()).applied).toEqual((await first.status()).applied);
      expect(await figures()).toEqual(expected);
    } finally {
      service = first;
      await other.stop();
      await otherDb.drop();
    }
  });

  test('begin their days in the zone of the report, not in UTC', async () => {
    const { items } = await metric(`volume${NOVEMBER}&grain=day`);
    // The third case came at 00:30 on the 4th in Shanghai, still the 3rd in UTC.
    expect(items).toEqual([
      { period: '2026-11-01T16:00:00.000Z', value: 1 },
      { period: '2026-11-02T16:00:00.000Z', value: 1 },
      { period: '2026-11-03T16:00:00.000Z', value: 1 },
    ]);
  });

  test('cover the last thirty days when no period is given', async () => {
    expect((await metric('volume')).items).toEqual([{ value: 3 }]);
  });
});

describe('asking for a metric', () => {
  test('the list says what each one means, in both languages', async () => {
    const { body } = await service.http.request('GET', '/v1/metrics');
    expect(body.items.map((item: { name: string }) => item.name)).toContain('timelyRate');
    for (const item of body.items) expect(Object.keys(item.definition)).toEqual(['zh-CN', 'en']);
  });

  test.each([
    ['volume?by=phone', '/by'],
    ['volume?grain=hour', '/grain'],
    ['volume?from=yesterday', '/from'],
    ['volume?till=2026-11-01', '/till'],
  ])('%s is refused at %s', async (path, pointer) => {
    const { status, body } = await service.http.request('GET', `/v1/metrics/${path}`);
    expect(status).toBe(422);
    expect(body.errors[0].pointer).toBe(pointer);
  });

  test('an unknown one is not found', async () => {
    expect((await service.http.request('GET', '/v1/metrics/mood')).status).toBe(404);
  });
});

test('migrations, entities and schema.sql say the same', async () => {
  await expectNoDrift(analytics, db);
  await expectSchema(analytics, db, new URL('../schema.sql', import.meta.url));
});
