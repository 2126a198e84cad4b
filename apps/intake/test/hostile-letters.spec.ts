import { type Transport, connectAmqp, eventsQueue } from '@caseloop/messaging';
import { describeWithBroker, eventually } from '@caseloop/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Partner, aPartner, clearBroker } from './a-partner.js';
import { aRequest } from './a-request.js';
import { type TestIntake, anIntake } from './an-intake.js';

/** As long as a property of AMQP may be; on the wire it becomes bytes that are no text. */
const MANGLED = '~'.repeat(200);

describeWithBroker('a letter whose envelope is hostile', (broker) => {
  let transport: Transport;
  let intake: TestIntake;
  let partner: Partner;

  beforeAll(async () => {
    transport = connectAmqp({ url: broker.url, prefix: broker.prefix });
    intake = await anIntake({ transport });
    partner = await aPartner(broker, 'acme');
    await breakText(partner);
  });
  afterAll(async () => {
    await partner.close();
    await intake.stop();
    await clearBroker(broker, transport);
  });

  /** What lies in a queue and was not there before. */
  const depthOf = async (queue: string) => (await partner.channel.checkQueue(queue)).messageCount;

  test.each([
    ['a queue of ours', () => eventsQueue('casework')],
    ['a queue of ours with its prefix', () => broker.prefix + eventsQueue('casework')],
    ['the queue of dead letters', () => 'dead'],
    ['our own door', () => 'intake.requests'],
    ['another partner’s queue', () => 'partner.globex.replies'],
    ['a queue named like an exchange of ours', () => 'caseloop.events'],
    ['nothing', () => ''],
    ['more than a name can hold', () => 'x'.repeat(255)],
    ['a name with a line break', () => 'partner.acme.\r\n'],
    ['a name with NUL', () => 'partner.acme.\u0000'],
    ['bytes that are no text', () => `partner.acme.${MANGLED}`],
  ])('that asks for a reply at %s gets none there, and hears that', async (what, replyTo) => {
    const watched = ['casework.events', 'dead', 'intake.requests'].map((queue) => broker.prefix + queue);
    const before = await Promise.all(watched.map(depthOf));
    await partner.channel.assertQueue('partner.globex.replies', { autoDelete: true });
    await partner.publish(aRequest(), { messageId: what, replyTo: replyTo() });
    expect((await partner.receiptOf(what)).body).toMatchObject({ status: 'accepted', replyToIgnored: true });
    // What casework gets is the event of the request, and nothing else.
    const after = [before[0]! + 1, before[1], before[2]];
    await eventually(async () => expect(await Promise.all(watched.map(depthOf))).toEqual(after));
    expect(await partner.channel.get('partner.globex.replies')).toBe(false);
  });

  test('that names a reply queue nobody has is answered at the receipts alone', async () => {
    for (const [key, replyTo] of [
      ['gone', 'partner.acme.gone'],
      ['forged', 'amq.rabbitmq.reply-to.bm9ib2R5'],
      ['garbled', 'amq.rabbitmq.reply-to.#*é'],
    ] as const) {
      await partner.publish(aRequest(), { messageId: key, replyTo });
      expect((await partner.receiptOf(key)).body.status).toBe('accepted');
    }
  });

  test('whose correlation id cannot be sent back is answered without it, and the queue goes on', async () => {
    await partner.publish(aRequest(), { messageId: 'mangled', correlationId: MANGLED });
    expect(await partner.receiptOf('mangled')).toMatchObject({
      correlationId: undefined,
      body: { status: 'accepted' },
    });
  });

  test('whose key is no text is refused: two such keys would be one', async () => {
    await partner.publish(aRequest(), { messageId: MANGLED, correlationId: 'keyless' });
    const receipt = await eventually(() => {
      const found = partner.receipts.find(({ correlationId }) => correlationId === 'keyless');
      if (found === undefined) throw new Error('not answered yet');
      return found;
    });
    expect(receipt.body).toMatchObject({ key: null, problem: { code: 'malformedKey' } });
  });

  test.each([
    ['NUL', 'a\u0000b'],
    ['no text', MANGLED],
    ['a great length', 'x'.repeat(255)],
  ])('whose content type has %s is kept and refused, and the queue goes on', async (what, contentType) => {
    await partner.publish(aRequest(), { messageId: `type ${what}`, contentType });
    expect((await partner.receiptOf(`type ${what}`)).body).toMatchObject({
      problem: { code: 'unsupportedMediaType', errors: [{ pointer: '/content_type' }] },
    });
    await partner.publish(aRequest(), { messageId: `after ${what}` });
    expect((await partner.receiptOf(`after ${what}`)).body.status).toBe('accepted');
  });

  test('with headers of every kind is a request like any other', async () => {
    const headers = {
      traceparent: { not: 'text' },
      'x-death': [{ count: 9_999, queue: 'dead' }],
      'x-delivery-count': 9_999,
      CC: ['request.globex'],
      large: 'x'.repeat(50_000),
      ...Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`h${n}`, n])),
    };
    await partner.publish(aRequest(), { messageId: 'headers', headers });
    expect((await partner.receiptOf('headers')).body.status).toBe('accepted');
  });
});

/** Lets this partner say what amqplib itself would not: on its way out, text made of `~` becomes bytes that are none. */
async function breakText({ channel }: Partner): Promise<void> {
  const { stream } = channel.connection as unknown as { stream: { write(bytes: Buffer): boolean } };
  const write = stream.write.bind(stream);
  stream.write = (bytes) => {
    const at = bytes.indexOf(MANGLED);
    if (at >= 0) bytes.fill(0xff, at, at + MANGLED.length);
    return write(bytes);
  };
}
