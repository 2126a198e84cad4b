import { type Transport, connectAmqp } from '@caseloop/messaging';
import { describeWithBroker, eventually } from '@caseloop/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Partner, aPartner, clearBroker } from './a-partner.js';
import { aRequest } from './a-request.js';
import { type TestIntake, anIntake } from './an-intake.js';
import { BAD_REQUESTS, type BadRequest } from './bad-requests.js';

interface Refusal {
  readonly requestId: string;
  readonly code: string;
  readonly errors: readonly string[];
}

const told = (
  requestId: string,
  { code, errors }: { code: string; errors: { pointer: string; code: string }[] },
) => ({
  ...{ requestId, code },
  errors: errors.map((error) => `${error.pointer} ${error.code}`),
});

describeWithBroker('what no door takes', (broker) => {
  let transport: Transport;
  let intake: TestIntake;
  let partner: Partner;
  let sent = 0;

  beforeAll(async () => {
    transport = connectAmqp({ url: broker.url, prefix: broker.prefix });
    intake = await anIntake({ transport });
    partner = await aPartner(broker, 'acme');
  });
  afterAll(async () => {
    await partner.close();
    await intake.stop();
    await clearBroker(broker, transport);
  });

  const http = () => intake.service.http;
  const receiptFor = (correlationId: string) =>
    eventually(() => {
      const found = partner.receipts.find((receipt) => receipt.correlationId === correlationId);
      if (found === undefined) throw new Error(`No receipt for ${correlationId}`);
      return found.body;
    });
  const overAmqp = async (bad: BadRequest, key: string): Promise<Refusal> => {
    const { contentType = 'application/json', contentEncoding } = bad;
    const properties = { messageId: key, correlationId: key, contentType };
    await partner.publish(
      bad.body,
      contentEncoding === undefined ? properties : { ...properties, contentEncoding },
    );
    const { requestId, problem } = await receiptFor(key);
    return told(requestId, problem);
  };
  const overHttp = async (bad: BadRequest, key: string): Promise<Refusal> => {
    const { status, headers, body } = await http().request('POST', '/v1/requests', bad.body, {
      ...{ 'Caseloop-Partner': 'acme', 'Idempotency-Key': key },
      'Content-Type': bad.contentType ?? 'application/json',
      ...(bad.contentEncoding !== undefined && { 'Content-Encoding': bad.contentEncoding }),
    });
    expect(status).toBe(body.status);
    expect(headers.get('content-type')).toBe('application/problem+json');
    return told(body.requestId, body);
  };
  /** Everything a message can leave behind. */
  const stored = async () => {
    const [accepted, rejected] = await Promise.all(
      ['request.accepted.v1', 'request.rejected.v1'].map((type) => intake.service.published(type as never)),
    );
    return { accepted: accepted!.length, rejected: rejected!.length };
  };
  const isTakenNext = async () => {
    sent += 1;
    const answer = await intake.submit(aRequest(), `good-${sent}`);
    expect(answer).toMatchObject({ status: 202, body: { duplicate: false } });
    await partner.publish(aRequest(), { messageId: `good-amqp-${sent}`, correlationId: `good-amqp-${sent}` });
    expect(await receiptFor(`good-amqp-${sent}`)).toMatchObject({ status: 'accepted', duplicate: false });
  };

  describe.each(Object.entries(BAD_REQUESTS))('%s', (_, requests) => {
    test.each(requests.map((bad) => [bad.name, bad] as const))(
      '(%s) is refused over both transports, for the same reason at the same place, and can be mended',
      async (name, bad) => {
        sent += 1;
        const before = await stored();
        const answers = {
          http: await overHttp(bad, `bad-${sent}-http`),
          amqp: await overAmqp(bad, `bad-${sent}-amqp`),
        };
        for (const door of ['http', 'amqp'] as const) {
          const errors = bad.errors.map((error) => (typeof error === 'string' ? error : error[door]));
          expect({ door, ...answers[door] }).toMatchObject({ door, code: bad.code, errors });
        }
        expect(await stored()).toEqual({ accepted: before.accepted, rejected: before.rejected + 2 });
        const { items } = (await http().request('GET', '/v1/rejected-requests?state=open&limit=2')).body;
        const ids = items.map(({ id }: { id: string }) => id).sort();
        expect({ name, ids }).toEqual({ name, ids: [answers.http.requestId, answers.amqp.requestId].sort() });
      },
    );

    test('stands in nobody’s way', isTakenNext);
  });

  test('a used key with another body is refused at the key, wherever the key stands', async () => {
    await intake.submit(aRequest(), 'used');
    const bad: BadRequest = {
      name: 'other',
      body: JSON.stringify(aRequest({ verbatim: 'other' })),
      code: '',
      errors: [],
    };
    expect(await overHttp(bad, 'used')).toMatchObject({
      code: 'keyReused',
      errors: ['/headers/idempotency-key keyReused'],
    });
    expect(await overAmqp(bad, 'used')).toMatchObject({
      code: 'keyReused',
      errors: ['/message_id keyReused'],
    });
    const fields = { specversion: '1.0', id: 'used', source: '/acme', type: 'request.submitted.v1' };
    const event = { ...bad, body: JSON.stringify({ ...fields, data: aRequest({ verbatim: 'x' }) }) };
    const contentType = 'application/cloudevents+json';
    expect(await overHttp({ ...event, contentType }, 'ignored')).toMatchObject({ errors: ['/id keyReused'] });
  });

  test('a key that is missing, too long or no text is refused where it stands', async () => {
    const keyed = async (key: string | undefined) => (await intake.submit(aRequest(), key)).body;
    expect(await keyed(undefined)).toMatchObject({
      ...{ code: 'missingKey', errors: [{ pointer: '/headers/idempotency-key', code: 'required' }] },
    });
    expect(await keyed('x'.repeat(300))).toMatchObject({
      ...{ code: 'malformedKey', errors: [{ pointer: '/headers/idempotency-key' }] },
    });
    await partner.publish(aRequest(), { correlationId: 'keyless' });
    expect(await receiptFor('keyless')).toMatchObject({
      problem: { code: 'missingKey', errors: [{ pointer: '/message_id', code: 'required' }] },
    });
    const fields = { specversion: '1.0', id: 'x'.repeat(300), source: '/acme', type: 'request.submitted.v1' };
    const contentType = 'application/cloudevents+json';
    await partner.publish(
      { ...fields, data: aRequest() },
      { contentType, correlationId: 'long', messageId: 'short' },
    );
    expect(await receiptFor('long')).toMatchObject({
      problem: { code: 'malformedKey', errors: [{ pointer: '/id' }] },
    });
  });

  test('over HTTP no content type is not JSON by default', async () => {
    const response = await fetch(`${http().address}/v1/requests`, {
      ...{
        method: 'POST',
        body: Buffer.from(JSON.stringify(aRequest())),
        headers: { 'Idempotency-Key': 'typeless' },
      },
    });
    expect(await response.json()).toMatchObject({
      status: 415,
      errors: [{ pointer: '/headers/content-type' }],
    });
  });

  test('a request may be a CloudEvent over HTTP as well', async () => {
    const fields = { specversion: '1.0', id: 'ce-1', source: '/acme', type: 'request.submitted.v1' };
    const answer = await http().request(
      'POST',
      '/V1/Requests/',
      JSON.stringify({ ...fields, data: aRequest() }),
      {
        ...{ 'Caseloop-Partner': 'acme', 'Content-Type': 'application/cloudevents+json; charset=UTF-8' },
      },
    );
    expect(answer).toMatchObject({ status: 202, body: { key: 'ce-1', duplicate: false } });
  });
});
