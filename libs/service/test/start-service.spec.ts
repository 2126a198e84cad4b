import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SimulatedClock } from '@caseloop/service';
import pg from 'pg';
import {
  type TestDatabase,
  type TestService,
  createTestDatabase,
  eventually,
  startTestService,
} from '@caseloop/testing';
import { type Recorded, aService } from './a-service.js';

const MONDAY = Date.parse('2026-01-05T09:00:00Z');
const BODY = { name: 'ab', inner: { count: 2 } };

let db: TestDatabase;
let service: TestService;
let recorded: Recorded;
let dueAt: number | null;

function nameOf({ adminUrl }: TestDatabase): string {
  return new URL(adminUrl).pathname.slice(1);
}

async function asAdmin({ adminUrl }: TestDatabase, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(statement);
  await client.end();
}

beforeAll(async () => {
  db = await createTestDatabase({ definitions: [aService({ steps: [], connected: true })] });
});
afterAll(() => db.drop());

beforeEach(async () => {
  recorded = { steps: [], connected: true };
  dueAt = MONDAY + 60_000;
  const definition = aService(recorded, () => [
    {
      name: 'once',
      run: async (now) => {
        if (dueAt === null || dueAt > now) return 0;
        dueAt = null;
        return 1;
      },
      nextDueAt: async () => dueAt,
    },
  ]);
  service = await startTestService(definition, { db, clock: new SimulatedClock(MONDAY) });
});
afterEach(async () => {
  await service.stop();
  await db.assertNoConnections();
});

describe('the life of a service', () => {
  test('starts messages before its own work and stops them after it', async () => {
    await service.stop();
    expect(recorded.steps).toEqual(['messaging start', 'own start', 'own stop', 'messaging stop']);
  });

  test('lets everything go again when it cannot start', async () => {
    const broken = aService(recorded);
    const assemble: typeof broken.assemble = (host, transport) => ({
      ...broken.assemble(host, transport),
      start: () => Promise.reject(new Error('no provider')),
    });
    const other = startTestService({ ...broken, assemble }, { db, clock: new SimulatedClock(MONDAY) });
    await expect(other).rejects.toThrow('no provider');
    expect(recorded.steps).toContain('messaging stop');
  });

  test('is live from the start, and ready while transport and database are there', async () => {
    const { request } = service.http;
    expect(await request('GET', '/health/live')).toMatchObject({ status: 200, body: { status: 'live' } });
    expect(await request('GET', '/health/ready')).toMatchObject({
      status: 200,
      body: { service: 'routing' },
    });
    recorded.connected = false;
    expect(await request('GET', '/health/ready')).toMatchObject({
      status: 503,
      body: { code: 'notReady', detail: 'the transport is not connected' },
    });
    service.retire();
    expect((await request('GET', '/health/ready')).body.detail).toContain('it is stopping');
    expect((await request('GET', '/health/live')).status).toBe(200);
  });

  test('outlives its database: alive, not ready, and its routes say when to try again', async () => {
    const own = await createTestDatabase({ definitions: [aService(recorded)] });
    const lonely = await startTestService(aService(recorded), { db: own, clock: new SimulatedClock(MONDAY) });
    const { request } = lonely.http;
    try {
      expect((await request('GET', '/v1/echo/words')).body).toEqual({ items: [], next: null });
      // Every connection is broken and none is given any more, as when a server goes down.
      await asAdmin(own, `alter database ${nameOf(own)} connection limit 0`);
      await asAdmin(
        own,
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
      await eventually(async () => {
        const { status, body, headers } = await request('GET', '/v1/echo/words');
        expect({ status, code: body.code, retry: headers.get('retry-after') }).toEqual({
          status: 503,
          code: 'unavailable',
          retry: '2',
        });
      });
      expect((await request('GET', '/health/live')).status).toBe(200);
      expect((await request('GET', '/health/ready')).body.detail).toBe('the database does not answer');
    } finally {
      await asAdmin(own, `alter database ${nameOf(own)} connection limit -1`);
    }
    expect((await request('GET', '/health/ready')).status).toBe(200);
    await lonely.stop();
    await own.drop();
  });

  test('shows its backlog and its requests as metrics, by route and not by address', async () => {
    await service.http.request('GET', '/v1/parked/routing');
    const { body, headers } = await service.http.request('GET', '/metrics');
    expect(headers.get('content-type')).toContain('text/plain');
    expect(body).toContain('caseloop_queue_depth{service="routing"} 3');
    expect(body).toContain('caseloop_outbox_age_seconds{service="routing"} 1.5');
    expect(body).toContain('caseloop_parked_events{service="routing"} 2');
    expect(body).toMatch(/caseloop_http_request_seconds_count\{[^}]*route="\/v1\/parked\/:service"[^}]*\} 1/);
  });
});

test.each(['/v1/echo/%00', '/v1/echo/words?after=a%00b'])(
  'the address %s, which holds a NUL, is refused',
  async (path) => {
    const { status, body } = await service.http.request('GET', path);
    expect({ status, code: body.errors?.[0].code }).toEqual({ status: 422, code: 'nulCharacter' });
  },
);

describe('parked events', () => {
  test('are listed, replayed and discarded under the name of their service only', async () => {
    const { request } = service.http;
    expect((await request('GET', '/v1/parked/routing')).body).toEqual({ items: [{ id: 'a' }], next: null });
    expect((await request('GET', '/v1/parked/sla')).status).toBe(404);
    const replay = { all: true, reason: 'mended' };
    const answer = await request('POST', '/v1/parked/routing/replay', replay, { 'Caseloop-Actor': 'lin' });
    expect(answer).toMatchObject({ status: 200, body: { replayed: 2 } });
    expect(recorded.steps).toContain('replay "all" by lin: mended');
  });

  test.each([
    {},
    { all: true },
    { all: false, reason: 'x' },
    { ids: [], reason: 'x' },
    { ids: ['a'], reason: 'x' },
  ])('are not touched by an unclear request: %p', async (body) => {
    expect((await service.http.request('POST', '/v1/parked/routing/replay', body)).status).toBe(422);
  });
});

describe('business time', () => {
  test('can be set and its due work be done, in test mode', async () => {
    const { request } = service.http;
    expect((await request('GET', '/internal/dev/status')).body).toMatchObject({
      service: 'routing',
      now: MONDAY,
      nextDueAt: dueAt,
    });
    expect((await request('POST', '/internal/dev/tick')).body).toEqual({ done: 0 });
    const time = await request('POST', '/internal/dev/time', { now: MONDAY + 60_000, frozen: true });
    expect(time).toMatchObject({ status: 200, body: { now: MONDAY + 60_000 } });
    expect((await request('POST', '/internal/dev/tick')).body).toEqual({ done: 1 });
    expect((await request('GET', '/internal/dev/status')).body.nextDueAt).toBeNull();
  });

  test('does not go back', async () => {
    const answer = await service.http.request('POST', '/internal/dev/time', {
      now: MONDAY - 60_000,
      frozen: true,
    });
    expect(answer).toMatchObject({ status: 422, body: { code: 'backwardsInTime' } });
  });

  test('cannot be set in production, where nobody comes in without a token either', async () => {
    const production = await startTestService(aService(recorded), {
      db,
      clock: new SimulatedClock(MONDAY),
      config: { mode: 'production' },
    });
    try {
      const { request } = production.http;
      expect((await request('GET', '/health/ready')).status).toBe(200);
      expect(await request('POST', '/v1/echo', BODY)).toMatchObject({
        status: 401,
        body: { code: 'unauthorized' },
      });
      expect((await request('GET', '/internal/dev/status')).status).toBe(401);
      expect(() => production.setTime({ now: MONDAY + 1, frozen: true })).toThrow('time of this machine');
    } finally {
      await production.stop();
    }
  });
});
