import { validateEvent } from '@caseloop/contracts/validate-event';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@caseloop/testing';
import { aRequest } from './a-request.js';
import { type TestIntake, anIntake } from './an-intake.js';

let intake: TestIntake;
beforeAll(async () => {
  intake = await anIntake();
});
afterAll(() => intake.stop());

const get = (path: string) => intake.service.http.request('GET', path);
const accepted = async () => (await intake.service.published('request.accepted.v1')) as { subject: string }[];

describe('a request over HTTP', () => {
  test('is answered 202 with its receipt, said once, and found again', async () => {
    const { status, headers, body } = await intake.submit(aRequest({ facts: { safetyRisk: true } }), 'first');
    expect({ status, body }).toMatchObject({
      status: 202,
      body: {
        status: 'accepted',
        key: 'first',
        duplicate: false,
        caseNumber: expect.stringMatching(/^SH-2026-\d{6}$/),
        pack: { name: 'after-sales' },
        type: 'productFault',
        urgency: 'urgent',
        rule: 'urgent.safetyRisk',
      },
    });
    expect(body.due[0]).toEqual({ metric: 'supervisorNotice', dueAt: '2026-11-23T02:00:00.000Z' });
    expect(headers.get('location')).toBe(`/v1/requests/${body.requestId}`);
    expect(headers.get('idempotent-replayed')).toBeNull();
    const event = (await intake.service.published('request.accepted.v1')).find(
      (one) => one.subject === body.requestId,
    );
    expect(event).toMatchObject({
      time: '2026-11-23T01:00:00.000Z',
      source: 'caseloop/intake',
      sequence: '0000000001',
      correlationid: body.requestId,
      data: { caseId: body.caseId, caseNumber: body.caseNumber, partner: 'acme', transport: 'http' },
    });
    const found = await get(`/v1/requests/${body.requestId}`);
    expect(found.body).toMatchObject({ ...body, id: body.requestId, partner: 'acme', caseStatus: null });
  });

  test('with the same key and body is answered the same, quoted key or bare, and marked as a replay', async () => {
    const first = await intake.submit(aRequest(), 'again');
    const second = await intake.submit(aRequest(), '"again"');
    expect(second.status).toBe(202);
    expect(second.body).toEqual({ ...first.body, duplicate: true });
    expect(second.headers.get('idempotent-replayed')).toBe('true');
  });

  test('with a used key and another body is refused, and the first stands', async () => {
    const first = await intake.submit(aRequest(), 'reused');
    const other = await intake.submit(aRequest({ verbatim: 'something else' }), 'reused');
    expect(other).toMatchObject({ status: 422, body: { code: 'keyReused' } });
    expect((await intake.submit(aRequest(), 'reused')).body.caseId).toBe(first.body.caseId);
  });

  test('without a key is refused with 400', async () => {
    expect(await intake.submit(aRequest())).toMatchObject({ status: 400, body: { code: 'missingKey' } });
  });

  test('that is refused frees its key', async () => {
    const refused = await intake.submit(aRequest({ channel: 'pigeon' }), 'freed');
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/channel', code: 'oneOf' }] },
    });
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(await intake.submit(aRequest(), 'freed')).toMatchObject({
      status: 202,
      body: { duplicate: false },
    });
  });

  test('of an unknown pack is refused as such', async () => {
    const answer = await intake.submit(aRequest({ pack: 'nonsense' }), 'packless');
    expect(answer).toMatchObject({ status: 422, body: { code: 'unknownPack' } });
  });

  test('with the external reference of another is the same case under a new key', async () => {
    const body = aRequest({ externalRef: 'T-100' });
    const first = await intake.submit(body, 'ref-1');
    const said = (await accepted()).length;
    const second = await intake.submit({ ...body, verbatim: 'asked once more' }, 'ref-2');
    expect(second).toMatchObject({
      status: 202,
      body: { key: 'ref-2', duplicate: true, caseId: first.body.caseId },
    });
    expect((await intake.submit({ ...body, verbatim: 'asked once more' }, 'ref-2')).body).toEqual(
      second.body,
    );
    expect((await intake.submit(body, 'ref-3', 'globex')).body.caseId).not.toBe(first.body.caseId);
    expect(await accepted()).toHaveLength(said + 1);
  });

  test('sent fifty times at once is one case, and everybody hears of the same one', async () => {
    const said = (await accepted()).length;
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => intake.submit(aRequest(), 'parallel')),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ body }) => body.caseNumber)).size).toBe(1);
    expect(answers.filter(({ body }) => !body.duplicate)).toHaveLength(1);
    expect(await accepted()).toHaveLength(said + 1);
  });

  test('gets a number without a hole, also when many come at once and some are replays', async () => {
    const keys = Array.from({ length: 30 }, (_, n) => `number-${n % 20}`);
    const answers = await Promise.all(
      keys.map((key) => intake.submit(aRequest({ customer: { name: key, phone: '010-62770334' } }), key)),
    );
    const all = [...new Set(answers.map(({ body }) => Number(body.caseNumber.slice(-6))))].sort(
      (a, b) => a - b,
    );
    expect(all).toHaveLength(20);
    expect(all.at(-1)! - all[0]!).toBe(19);
  });

  test('after thirty days its key names another request', async () => {
    const { db, clock } = intake;
    expect(db).toBeDefined();
    const first = await intake.submit(aRequest(), 'monthly');
    clock.set(clock.now() + 31 * 86_400_000);
    const later = await intake.submit(aRequest({ verbatim: 'another one' }), 'monthly');
    expect(later).toMatchObject({ status: 202, body: { duplicate: false } });
    expect(later.body.caseId).not.toBe(first.body.caseId);
  });
});

test('requests are listed newest first, page by page', async () => {
  const first = await get('/v1/requests?status=accepted&limit=2');
  expect(first.body.items).toHaveLength(2);
  const second = await get(`/v1/requests?status=accepted&limit=2&after=${first.body.next}`);
  const ids = [...first.body.items, ...second.body.items].map(({ id }: { id: string }) => id);
  expect(ids).toEqual([...ids].sort().reverse());
  expect(new Set(ids).size).toBe(4);
  expect((await get('/v1/requests?status=lost')).status).toBe(422);
  expect((await get('/v1/requests/nonsense')).status).toBe(404);
});

test('a customer is one person whatever they are known by, and shown masked', async () => {
  const known = { name: '李雷', phone: '13900005678', email: 'Li.Lei@example.com', memberTier: 'gold' };
  await intake.submit(aRequest({ customer: known }), 'customer-1');
  await intake.submit(
    aRequest({ channel: 'email', customer: { name: '李雷', email: 'li.lei@EXAMPLE.com' } }),
    'customer-2',
  );
  const events = await intake.service.published('request.accepted.v1');
  const [one, two] = events
    .slice(-2)
    .map(({ data }) => (data as { customer: { id: string; memberTier: string } }).customer);
  expect(two).toEqual(one);
  const { body } = await get(`/v1/customers/${one!.id}`);
  expect(body).toMatchObject({
    name: '李雷',
    phone: '139****5678',
    email: 'l***@EXAMPLE.com',
    memberTier: 'gold',
  });
});

test('a body that is no JSON, or not unambiguous, is refused with 400', async () => {
  for (const body of ['{"a":', '{"source":"customer","source":"customer"}', '{"verbatim":"a\\u0000"}']) {
    expect((await intake.submit(body, 'broken')).status).toBe(400);
  }
});

test('a request without a body is refused with 400', async () => {
  expect(await intake.submit(undefined, 'nothing')).toMatchObject({ status: 400, body: { code: 'notJson' } });
});

test('a request shows how its case stands once casework has said so', async () => {
  const { body } = await intake.submit(aRequest(), 'followed');
  const event = {
    specversion: '1.0' as const,
    id: '0190a0a0-0000-7000-8000-000000000009',
    source: 'caseloop/casework' as const,
    type: 'case.assigned.v1' as const,
    subject: body.caseId,
    time: '2026-11-23T01:00:01.000Z',
    recordedat: '2026-11-23T01:00:01.000Z',
    dataschema: 'https://caseloop.dev/schemas/case.assigned.v1.json',
    datacontenttype: 'application/json' as const,
    sequence: '0000000001',
    data: {
      by: { kind: 'system' as const, id: 'routing' },
      status: 'assigned' as const,
      cycle: 1,
      team: 'techSupport',
      holder: null,
    },
  };
  await intake.service.deliver([event as never]);
  await eventually(async () => {
    expect((await get(`/v1/requests/${body.requestId}`)).body.caseStatus).toBe('assigned');
  });
});

test('everything intake has said is as the catalogue of events says', async () => {
  const full = aRequest({
    externalRef: 'T-full',
    connectedAt: '2026-11-23T08:58:10+08:00',
    serviceEndedAt: '2026-11-23T08:59:00+08:00',
    expectedBy: '2026-11-30T00:00:00Z',
    customer: {
      name: '王',
      phone: '13700001111',
      preferredChannel: 'sms',
      region: 'east',
      contactTitle: '经理',
    },
    product: { name: 'P', serial: 'S-1' },
    background: { purchasedOn: '2025-01-01', stepsBefore: '重启' },
    emotion: ['agitated', 'anxious'],
    attachments: [{ kind: 'recording', uri: 'https://example.com/1', sha256: 'a'.repeat(64) }],
    readBackConfirmed: true,
    agentNo: '007',
  });
  expect((await intake.submit(full, 'k'.repeat(255))).body).toMatchObject({
    urgency: 'urgent',
    rule: 'urgent.agitated',
  });
  await intake.submit({ colour: 'red' }, 'r'.repeat(255));
  const events = await intake.service.published();
  expect(new Set(events.map(({ type }) => type))).toEqual(
    new Set(['policy.published.v1', 'request.accepted.v1', 'request.rejected.v1']),
  );
  for (const event of events) expect(validateEvent(event)).toEqual([]);
});
