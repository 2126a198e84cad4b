import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aRequest } from './a-request.js';
import { type TestIntake, anIntake } from './an-intake.js';

let intake: TestIntake;
beforeAll(async () => {
  intake = await anIntake();
});
afterAll(() => intake.stop());

const get = (path: string) => intake.service.http.request('GET', path);

describe('a refused request', () => {
  const refusedAs = async (key: string) =>
    (await intake.submit(aRequest({ colour: 'red' }), key)).body.requestId as string;
  const settle = (id: string, what: string, body?: unknown) =>
    intake.service.http.request('POST', `/v1/rejected-requests/${id}/${what}`, body, {
      'Caseloop-Actor': 'lin',
    });

  test('is kept, told, and can be mended and sent again under its key', async () => {
    const id = await refusedAs('mended');
    expect((await get('/v1/rejected-requests?state=open&limit=1')).body.items[0]).toMatchObject({
      id,
      key: 'mended',
      partner: 'acme',
      problem: { errors: [{ pointer: '/colour', code: 'unknownField' }] },
    });
    expect((await get(`/v1/requests/${id}`)).body).toMatchObject({
      status: 'rejected',
      problem: { code: 'invalid' },
    });
    const [event] = (await intake.service.published('request.rejected.v1')).filter(
      ({ subject }) => subject === id,
    );
    expect(event!.data).toMatchObject({
      requestId: id,
      key: 'mended',
      partner: 'acme',
      status: 422,
      code: 'invalid',
    });
    const again = await settle(id, 'resubmit', { request: aRequest() });
    expect(again).toMatchObject({ status: 202, body: { key: 'mended', duplicate: false } });
    const { items } = (await get('/v1/rejected-requests?state=resubmitted')).body;
    expect(items[0]).toMatchObject({ id, settledBy: 'lin', resubmittedAs: again.body.requestId });
    expect(await settle(id, 'resubmit')).toMatchObject({ status: 409 });
  });

  test('can be discarded with a reason', async () => {
    const id = await refusedAs('discarded');
    const discarded = await settle(id, 'discard', { reason: 'a test of theirs' });
    expect(discarded).toMatchObject({
      status: 200,
      body: { state: 'discarded', note: 'a test of theirs', settledBy: 'lin' },
    });
    expect(await settle(id, 'discard')).toMatchObject({ status: 409 });
  });
});

describe('a refused request that is sent again', () => {
  test('leaves one thing to mend, not two, when it is wrong again', async () => {
    const http = intake.service.http;
    expect(await http.request('POST', '/v1/rejected-requests/nonsense/resubmit')).toMatchObject({
      status: 404,
    });
    const { requestId } = (await intake.submit(aRequest({ colour: 'red' }), 'still-wrong')).body;
    const again = await http.request('POST', `/v1/rejected-requests/${requestId}/resubmit`);
    expect(again).toMatchObject({ status: 422, body: { errors: [{ pointer: '/colour' }] } });
    // The old one is settled, the new one is open: one thing to mend, not two.
    const { items } = (await get('/v1/rejected-requests?state=open')).body;
    expect(items.filter(({ key }: { key: string }) => key === 'still-wrong')).toHaveLength(1);
  });
});
