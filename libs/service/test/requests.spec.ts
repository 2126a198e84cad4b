import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SimulatedClock } from '@caseloop/service';
import { type TestDatabase, type TestService, createTestDatabase, startTestService } from '@caseloop/testing';
import { aService } from './a-service.js';

const BODY = { name: 'ab', inner: { count: 2 } };
const definition = aService({ steps: [], connected: true });

let db: TestDatabase;
let service: TestService;

beforeAll(async () => {
  db = await createTestDatabase({ definitions: [definition] });
  service = await startTestService(definition, {
    db,
    clock: new SimulatedClock(Date.parse('2026-01-05T09:00:00Z')),
  });
});
afterAll(async () => {
  await service.stop();
  await db.drop();
});

describe('a request', () => {
  test('knows who calls, for whom, and in which trace', async () => {
    const headers = {
      'Caseloop-Actor': 'customer',
      'Caseloop-Partner': 'acme',
      'Caseloop-Correlation-Id': 'order-7',
    };
    const answer = await service.http.request('POST', '/v1/echo', BODY, headers);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        body: BODY,
        actor: { kind: 'customer', id: 'customer' },
        partner: 'acme',
        trace: { correlationId: 'order-7', traceparent: expect.stringMatching(/^00-/) },
      },
    });
    expect(answer.headers.get('caseloop-correlation-id')).toBe('order-7');
  });

  test('that is not acceptable is answered with a problem that can be traced', async () => {
    const { status, body, headers } = await service.http.request('POST', '/v1/echo', {
      name: 'too long',
      inner: { count: 9 },
    });
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect({ status, body }).toMatchObject({
      status: 422,
      body: {
        type: 'https://caseloop.dev/problems/invalid',
        code: 'invalid',
        instance: '/v1/echo',
        correlationId: headers.get('caseloop-correlation-id'),
        errors: [
          { pointer: '/name', code: 'maxLength' },
          { pointer: '/inner/count', code: 'max' },
        ],
      },
    });
  });

  test.each([
    ['no JSON', '{"name": ', { 'Content-Type': 'application/json' }, 400],
    ['a field twice', '{"name": "a", "name": "b"}', { 'Content-Type': 'application/json' }, 400],
    ['broken UTF-8', Buffer.from([0x22, 0xff, 0x22]), { 'Content-Type': 'application/json' }, 400],
    ['another type', 'name=a', { 'Content-Type': 'application/x-www-form-urlencoded' }, 415],
    ['another charset', '{}', { 'Content-Type': 'application/json; charset=gbk' }, 415],
    ['a compressed body', '{}', { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }, 415],
    ['too much', JSON.stringify('x'.repeat(2_000_000)), { 'Content-Type': 'application/json' }, 413],
    ['nothing', undefined, {}, 422],
  ])('with %s is refused', async (_what, body, headers, status) => {
    const answer = await service.http.request('POST', '/v1/echo', body, headers);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({
      status,
      type: expect.any(String),
      correlationId: expect.any(String),
    });
  });

  test('that we fail on tells nothing of our inside', async () => {
    const answer = await service.http.request('GET', '/v1/echo/broken');
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } });
    expect(JSON.stringify(answer.body)).not.toContain('secret');
  });

  test('to nowhere is a problem too: 404, and 405 where only the method is wrong', async () => {
    expect(await service.http.request('GET', '/v1/nowhere')).toMatchObject({
      status: 404,
      body: { code: 'noSuchAddress' },
    });
    const wrong = await service.http.request('DELETE', '/v1/echo');
    expect(wrong).toMatchObject({ status: 405, body: { code: 'methodNotAllowed' } });
    expect(wrong.headers.get('allow')).toBe('POST');
    expect((await service.http.request('GET', '/v1/parked/%ff')).status).toBe(400);
  });
});
