import { type Transport, connectAmqp } from '@caseloop/messaging';
import { describeWithBroker, eventually } from '@caseloop/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Partner, aPartner, clearBroker } from './a-partner.js';
import { aRequest } from './a-request.js';
import { type TestIntake, anIntake } from './an-intake.js';

describeWithBroker('a request over RabbitMQ', (broker) => {
  let transport: Transport;
  let intake: TestIntake;
  let partner: Partner;

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

  test('is answered at caseloop.receipts and where it asked for a reply', async () => {
    const replies: { correlationId: unknown; type: unknown; body: unknown }[] = [];
    await partner.channel.consume(
      'amq.rabbitmq.reply-to',
      (message) => {
        const { correlationId, type } = message!.properties;
        replies.push({ correlationId, type, body: JSON.parse(message!.content.toString()) });
      },
      { noAck: true },
    );
    await partner.publish(aRequest(), {
      messageId: 'm1',
      replyTo: 'amq.rabbitmq.reply-to',
      correlationId: 'c1',
    });
    const receipt = await partner.receiptOf('m1');
    expect(receipt).toMatchObject({
      routingKey: 'receipt.acme.accepted',
      type: 'request.accepted.v1',
      correlationId: 'c1',
      body: {
        status: 'accepted',
        key: 'm1',
        duplicate: false,
        type: 'productFault',
        rule: 'normal.otherwise',
      },
    });
    await eventually(() =>
      expect(replies).toEqual([{ correlationId: 'c1', type: 'request.accepted.v1', body: receipt.body }]),
    );
    const { body } = await intake.service.http.request('GET', `/v1/requests/${receipt.body.requestId}`);
    expect(body).toMatchObject({ transport: 'amqp', partner: 'acme', caseNumber: receipt.body.caseNumber });
  });

  test('that comes again is a replay, over HTTP as well', async () => {
    await partner.publish(aRequest(), { messageId: 'm2' });
    const first = await partner.receiptOf('m2');
    await partner.publish(aRequest(), { messageId: 'm2' });
    expect((await partner.receiptOf('m2', 2)).body).toEqual({ ...first.body, duplicate: true });
    const overHttp = await intake.submit(aRequest(), 'm2');
    expect(overHttp.body).toEqual({ ...first.body, duplicate: true });
  });

  test('may be a CloudEvent, with the same key and the same body the same request', async () => {
    const event = {
      specversion: '1.0',
      id: 'm3',
      source: '/acme',
      type: 'request.submitted.v1',
      data: aRequest(),
    };
    await partner.publish(event, { contentType: 'application/cloudevents+json' });
    const first = await partner.receiptOf('m3');
    expect(first.body).toMatchObject({ status: 'accepted', duplicate: false });
    expect((await intake.submit(aRequest(), 'm3')).body).toEqual({ ...first.body, duplicate: true });
  });

  test('is refused for the same reasons in the same words as over HTTP', async () => {
    const body = aRequest({ colour: 'red', customer: {}, facts: { speed: 1 } });
    await partner.publish(body, { messageId: 'm4' });
    const { routingKey, type, body: receipt } = await partner.receiptOf('m4');
    expect({ routingKey, type }).toEqual({
      routingKey: 'receipt.acme.rejected',
      type: 'request.rejected.v1',
    });
    const overHttp = await intake.submit(body, 'm4');
    const { requestId: _id, key: _key, ...problem } = overHttp.body;
    expect(receipt).toMatchObject({ status: 'rejected', key: 'm4', problem });
  });

  test('cannot stop the queue, whatever it is; every message is answered', async () => {
    const hostile: [unknown, object][] = [
      ['{"a":', { messageId: 'h1' }],
      ['[]', { messageId: 'h2' }],
      [Buffer.from([0xff, 0x00]), { messageId: 'h3' }],
      [Buffer.alloc(1024 * 1024, 0x20), { messageId: 'h4' }],
      [aRequest({ verbatim: 'a\u0000b' }), { messageId: 'h5' }],
      [aRequest(), { messageId: 'h6', contentType: 'image/png' }],
      [aRequest(), {}],
      [aRequest(), { messageId: 'a\u0000b' }],
      [aRequest({ facts: 7, customer: [], emotion: {} }), { messageId: 'h7' }],
      [aRequest(), { messageId: 'fine' }],
    ];
    const before = partner.receipts.length;
    for (const [body, properties] of hostile) await partner.publish(body, properties);
    expect((await partner.receiptOf('fine')).body.status).toBe('accepted');
    await eventually(() => expect(partner.receipts).toHaveLength(before + hostile.length));
    const rejected = partner.receipts.slice(before).filter(({ body }) => body.status === 'rejected');
    expect(rejected).toHaveLength(hostile.length - 1);
    const codes = Object.fromEntries(rejected.map(({ body }) => [String(body.key), body.problem.code]));
    expect(codes).toEqual({
      h1: 'notJson',
      h2: 'invalid',
      h3: 'notJson',
      h4: 'tooLarge',
      h5: 'notJson',
      h6: 'unsupportedMediaType',
      h7: 'invalid',
      null: expect.stringMatching(/missingKey|malformedKey/),
    });
  });

  test('under a routing key that leads nowhere is told so', async () => {
    const stray = await aPartner(broker, 'unknown');
    await stray.publish(aRequest(), { messageId: 'lost', routingKey: 'requests.acme.today' });
    expect((await stray.receiptOf('lost')).body).toMatchObject({
      status: 'rejected',
      problem: { code: 'unroutable' },
    });
    await stray.close();
  });

  test('gets no reply in a queue that is not its sender’s, and hears that', async () => {
    const { queue } = await partner.channel.assertQueue('partner.globex.replies', { autoDelete: true });
    await partner.publish(aRequest(), { messageId: 'm5', replyTo: queue });
    expect((await partner.receiptOf('m5')).body).toMatchObject({ status: 'accepted', replyToIgnored: true });
    expect(await partner.channel.get(queue)).toBe(false);
    await partner.channel.deleteQueue(queue);
  });
});
