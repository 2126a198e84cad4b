import { EXCHANGES, TOPOLOGY, type Transport } from '@caseloop/messaging';
import { type TestBroker, eventually } from '@caseloop/testing';
import { type ConfirmChannel, type Options, connect } from 'amqplib';

export interface ReceivedReceipt {
  readonly routingKey: string;
  readonly type: unknown;
  readonly correlationId: unknown;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into receipts without a type for each
  readonly body: any;
}

/** A partner's own program: plain amqplib, and nothing of ours but the names in the documentation. */
export interface Partner {
  readonly channel: ConfirmChannel;
  /** Everything that came to this partner's reading of `caseloop.receipts`. */
  readonly receipts: ReceivedReceipt[];
  publish(body: unknown, properties?: Options.Publish & { readonly routingKey?: string }): Promise<void>;
  receiptOf(key: string, nth?: number): Promise<ReceivedReceipt>;
  close(): Promise<void>;
}

export async function aPartner({ url, prefix }: TestBroker, partner: string): Promise<Partner> {
  const connection = await connect(url);
  const channel = await connection.createConfirmChannel();
  const receipts: ReceivedReceipt[] = [];
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, prefix + EXCHANGES.receipts, `receipt.${partner}.#`);
  await channel.consume(
    queue,
    (message) => {
      if (message === null) return;
      const { type, correlationId } = message.properties;
      receipts.push({
        routingKey: message.fields.routingKey,
        type,
        correlationId,
        body: JSON.parse(message.content.toString()),
      });
    },
    { noAck: true },
  );
  return {
    channel,
    receipts,
    publish: async (body, { routingKey = `request.${partner}`, ...properties } = {}) => {
      const content = Buffer.isBuffer(body)
        ? body
        : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
      channel.publish(prefix + EXCHANGES.intake, routingKey, content, {
        contentType: 'application/json',
        persistent: true,
        mandatory: true,
        ...properties,
      });
      await channel.waitForConfirms();
    },
    receiptOf: (key, nth = 1) =>
      eventually(() => {
        const found = receipts.filter(({ body }) => body.key === key)[nth - 1];
        if (found === undefined)
          throw new Error(`No receipt ${nth} of ${key} in ${JSON.stringify(receipts)}`);
        return found;
      }),
    close: () => connection.close(),
  };
}

/** Takes away from the broker what a test's installation has declared there. */
export async function clearBroker({ url, prefix }: TestBroker, transport: Transport): Promise<void> {
  await transport.close();
  const connection = await connect(url);
  const channel = await connection.createChannel();
  for (const { name } of TOPOLOGY.queues) await channel.deleteQueue(prefix + name);
  for (const { name } of TOPOLOGY.exchanges) await channel.deleteExchange(prefix + name);
  await connection.close();
}
