import type { TestBroker } from '@caseloop/testing';
import { connect } from 'amqplib';
import { randomUUID } from 'node:crypto';
import {
  TOPOLOGY,
  connectAmqp,
  createInProcessTransport,
  eventsQueue,
  type AmqpOptions,
  type IncomingMessage,
  type OutgoingMessage,
  type Transport,
  type TransportEvent,
} from '../src/index.js';

/** A transport of one kind with what it told, and with nothing left behind at the end. */
export interface Bench {
  readonly transport: Transport;
  readonly events: TransportEvent[];
  readonly prefix: string;
  close(): Promise<void>;
}

export async function inProcessBench(): Promise<Bench> {
  const events: TransportEvent[] = [];
  const transport = createInProcessTransport((event) => events.push(event));
  return { transport, events, prefix: '', close: () => transport.close() };
}

export async function amqpBench(broker: TestBroker, options: Partial<AmqpOptions> = {}): Promise<Bench> {
  const events: TransportEvent[] = [];
  const prefix = `${broker.prefix}${randomUUID().slice(0, 8)}.`;
  const onEvent = (event: TransportEvent): void => void events.push(event);
  const transport = connectAmqp({ url: broker.url, prefix, onEvent, ...options });
  const close = async (): Promise<void> => {
    await transport.close();
    await removeTopology(broker, prefix);
  };
  return { transport, events, prefix, close };
}

async function removeTopology(broker: TestBroker, prefix: string): Promise<void> {
  const client = await connect(broker.url);
  const channel = await client.createChannel();
  for (const { name } of TOPOLOGY.queues) await channel.deleteQueue(prefix + name);
  for (const { name } of TOPOLOGY.exchanges) await channel.deleteExchange(prefix + name);
  await client.close();
}

/** A message to routing's queue alone, but for `changes`. */
export function aMessage(body: string, changes: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    exchange: '',
    routingKey: eventsQueue('routing'),
    body,
    contentType: 'text/plain',
    mandatory: true,
    ...changes,
  };
}

/** A handler that keeps what it gets and, while `refusing`, settles nothing. */
export function collector(): {
  refusing: boolean;
  readonly batches: string[][];
  readonly messages: IncomingMessage[];
  readonly bodies: () => string[];
  readonly handle: (batch: readonly IncomingMessage[]) => Promise<void>;
} {
  const batches: string[][] = [];
  const messages: IncomingMessage[] = [];
  const self = {
    refusing: false,
    batches,
    messages,
    bodies: () => batches.flat(),
    handle: async (batch: readonly IncomingMessage[]): Promise<void> => {
      if (self.refusing) throw new Error('not now');
      batches.push(batch.map(({ body }) => body.toString()));
      messages.push(...batch);
    },
  };
  return self;
}
