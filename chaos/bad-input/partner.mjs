import { connect } from 'amqplib';

/** A partner's own program, over both transports: plain amqplib and fetch. What it sends is told how it was answered. */
export async function aPartner({ url, brokerUrl, prefix, partner }) {
  const connection = await connect(brokerUrl);
  const channel = await connection.createConfirmChannel();
  const waiting = new Map();
  let repeats = 0;
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, `${prefix}caseloop.receipts`, `receipt.${partner}.*`);
  await channel.consume(
    queue,
    (message) => {
      // The correlation id, because a message that cannot be read may have no key that could be told.
      waiting.get(message.properties.correlationId)?.(JSON.parse(message.content.toString()));
      waiting.delete(message.properties.correlationId);
    },
    { noAck: true },
  );

  const overAmqp = ({ id, key, body, contentType = 'application/json' }) =>
    new Promise((answer) => {
      waiting.set(id, answer);
      channel.publish(`${prefix}caseloop.intake`, `request.${partner}`, Buffer.from(body), {
        ...{ messageId: key, correlationId: id, contentType, persistent: true, mandatory: true },
      });
    });
  const overHttp = async ({ key, body, contentType = 'application/json' }) => {
    const headers = { 'content-type': contentType, 'idempotency-key': key, 'caseloop-partner': partner };
    const send = () => fetch(`${url}/v1/requests`, { method: 'POST', headers, body });
    // A connection may be closed while a request is on its way. That is what keys are for: send it again.
    const response = await send().catch(() => {
      repeats += 1;
      return send();
    });
    const answer = await response.json();
    return response.status === 202
      ? answer
      : { status: 'rejected', requestId: answer.requestId, problem: answer };
  };
  return {
    /** Sends one message; resolves with its receipt and how long that took, milliseconds. */
    async send(message) {
      const startedAt = performance.now();
      const receipt = await (message.transport === 'amqp' ? overAmqp(message) : overHttp(message));
      return { message, receipt, ms: performance.now() - startedAt };
    },
    repeats: () => repeats,
    close: () => connection.close(),
  };
}
