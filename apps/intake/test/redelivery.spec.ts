import {
  EXCHANGES,
  type OutgoingMessage,
  UnconfirmedError,
  createInProcessTransport,
} from '@caseloop/messaging';
import { eventually } from '@caseloop/testing';
import { expect, test } from '@jest/globals';
import { aRequest } from './a-request.js';
import { anIntake } from './an-intake.js';

test('a message whose receipt was lost comes again and is answered as a duplicate of itself', async () => {
  const transport = createInProcessTransport();
  const receipts: OutgoingMessage[] = [];
  const publish = transport.publish.bind(transport);
  transport.publish = async (message) => {
    if (message.exchange !== EXCHANGES.receipts) return publish(message);
    receipts.push(message);
    // After the commit, before the ack: the worst moment.
    if (receipts.length === 1) throw new UnconfirmedError('the broker did not answer');
  };
  await transport.declare();
  const consumed = { prefetch: 10, batchMessages: 10, lingerMs: 0 };
  for (const service of ['casework', 'analytics', 'routing', 'sla', 'notifications']) {
    await transport.consume(`${service}.events`, async () => undefined, consumed);
  }
  const intake = await anIntake({ transport });
  try {
    await transport.publish({
      exchange: EXCHANGES.intake,
      routingKey: 'request.acme',
      body: JSON.stringify(aRequest()),
      contentType: 'application/json',
      messageId: 'once',
      mandatory: true,
    });
    await eventually(() => expect(receipts).toHaveLength(2));
    const [first, second] = receipts.map(({ body }) => JSON.parse(body));
    expect(first.duplicate).toBe(false);
    expect(second).toEqual({ ...first, duplicate: true });
    expect(await intake.service.published('request.accepted.v1')).toHaveLength(1);
    await eventually(async () => expect((await intake.service.status()).pending).toBe(0));
  } finally {
    await intake.stop();
    await transport.close();
  }
});
