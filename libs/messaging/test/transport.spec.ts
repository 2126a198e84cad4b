import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { describeWithBroker, eventually } from '@caseloop/testing';
import { SUBSCRIPTIONS, SERVICES } from '@caseloop/contracts';
import {
  EXCHANGES,
  INTAKE_QUEUE,
  UNROUTED_QUEUE,
  UnroutableError,
  eventsQueue,
  resyncQueue,
  sourceKey,
  type Consumer,
  type IncomingMessage,
} from '../src/index.js';
import { aMessage, amqpBench, collector, inProcessBench, type Bench } from './transports.js';

const ONE_BY_ONE = { prefetch: 1, batchMessages: 1, lingerMs: 0 };
const BATCHES = { prefetch: 200, batchMessages: 50, lingerMs: 5 };
const ROUTING = eventsQueue('routing');

/** What both transports keep. */
function contract(makeBench: () => Promise<Bench>): void {
  let bench: Bench;
  const consumers: Consumer[] = [];

  beforeEach(async () => {
    bench = await makeBench();
    await bench.transport.declare();
    await eventually(() => expect(bench.transport.isConnected()).toBe(true));
  });
  afterEach(async () => {
    await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
    await bench.close();
  });

  const collect = async (queue: string, options = BATCHES) => {
    const got = collector();
    consumers.push(await bench.transport.consume(queue, got.handle, options));
    return got;
  };

  /** Publishes all, waits for all to be settled by whoever is subscribed. */
  const publishAll = (bodies: readonly string[]): Promise<unknown> =>
    Promise.all(bodies.map((body) => bench.transport.publish(aMessage(body))));
  const numbered = (count: number): string[] => Array.from({ length: count }, (_, n) => String(n + 1));

  test('a batch reaches exactly the services that listen to its source', async () => {
    const all = await Promise.all(
      SERVICES.map(async (service) => ({ service, got: await collect(eventsQueue(service)) })),
    );
    await bench.transport.publish(
      aMessage('from sla', { exchange: EXCHANGES.events, routingKey: sourceKey('caseloop/sla') }),
    );
    const listening = SERVICES.filter((service) => SUBSCRIPTIONS[service].includes('caseloop/sla'));
    await eventually(() => {
      const reached = all.filter(({ got }) => got.bodies().length === 1).map(({ service }) => service);
      expect(reached).toEqual(listening);
    });
  });

  test('a message arrives with its properties, its exchange and its routing key', async () => {
    const got = await collect(INTAKE_QUEUE);
    await bench.transport.publish({
      exchange: EXCHANGES.intake,
      routingKey: 'request.acme.emea',
      body: '{"客户":"王芳"}',
      contentType: 'application/json',
      messageId: 'm-1',
      type: 'request.submitted.v1',
      correlationId: 'c-1',
      headers: { traceparent: '00-1-2-01' },
      mandatory: true,
    });
    await eventually(() => expect(got.messages).toHaveLength(1));
    expect(got.messages[0]).toMatchObject({
      exchange: EXCHANGES.intake,
      routingKey: 'request.acme.emea',
      contentType: 'application/json',
      messageId: 'm-1',
      type: 'request.submitted.v1',
      correlationId: 'c-1',
      redelivered: false,
    });
    expect(got.messages[0]!.headers['traceparent']).toBe('00-1-2-01');
    expect(got.messages[0]!.body.toString()).toBe('{"客户":"王芳"}');
  });

  test('a queue is reached by its name, alone', async () => {
    const sla = await collect(eventsQueue('sla'));
    const routing = await collect(ROUTING);
    const owner = await collect(resyncQueue('casework'));
    await bench.transport.publish(aMessage('again', { exchange: '', routingKey: eventsQueue('sla') }));
    await bench.transport.publish(aMessage('please', { exchange: '', routingKey: resyncQueue('casework') }));
    await eventually(() => expect([...sla.bodies(), ...owner.bodies()]).toEqual(['again', 'please']));
    expect(routing.bodies()).toEqual([]);
    expect(sla.messages[0]).toMatchObject({ exchange: '', routingKey: eventsQueue('sla') });
  });

  test('a request under a key nobody knows goes to intake as unrouted', async () => {
    const got = await collect(UNROUTED_QUEUE);
    await bench.transport.publish(aMessage('?', { exchange: EXCHANGES.intake, routingKey: 'reqest.acme' }));
    await eventually(() => expect(got.messages[0]?.routingKey).toBe('reqest.acme'));
  });

  test('a mandatory message that no queue takes is an error, its neighbours are not', async () => {
    await collect(ROUTING);
    const lost = aMessage('lost', { exchange: EXCHANGES.events, routingKey: 'nobody' });
    const results = await Promise.allSettled(
      [aMessage('a'), lost, aMessage('b'), lost].map((message) => bench.transport.publish(message)),
    );
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
    const [, refused] = results as PromiseRejectedResult[];
    expect(refused!.reason).toBeInstanceOf(UnroutableError);
    expect(refused!.reason).toMatchObject({ exchange: EXCHANGES.events, routingKey: 'nobody' });
  });

  test('a message that need not arrive is dropped and counted', async () => {
    const receipt = aMessage('r', { exchange: EXCHANGES.receipts, routingKey: 'receipt.acme.accepted' });
    await bench.transport.publish({ ...receipt, mandatory: false });
    const { exchange, routingKey } = receipt;
    expect(bench.events).toContainEqual({ kind: 'dropped', exchange, routingKey });
  });

  test('many messages come in order, in batches that are full under load', async () => {
    const got = await collect(ROUTING);
    const bodies = numbered(1_000);
    await publishAll(bodies);
    await eventually(() => expect(got.bodies()).toHaveLength(1_000));
    expect(got.bodies()).toEqual(bodies);
    expect(Math.max(...got.batches.map(({ length }) => length))).toBe(BATCHES.batchMessages);
    expect(got.batches.length).toBeLessThan(200);
  });

  test('a refused batch comes again, in order, before anything later', async () => {
    const got = await collect(ROUTING);
    got.refusing = true;
    const published = publishAll(numbered(5));
    await eventually(() => expect(bench.events.some(({ kind }) => kind === 'batchRejected')).toBe(true));
    expect(await bench.transport.depth(ROUTING)).toBeGreaterThan(0);
    got.refusing = false;
    await eventually(() => expect(got.bodies()).toEqual(numbered(5)));
    await published;
    expect(got.messages[0]!.redelivered).toBe(true);
    await eventually(async () => expect(await bench.transport.depth(ROUTING)).toBe(0));
  });

  test('batches of one consumer never overlap', async () => {
    let open = 0;
    let overlapped = false;
    const seen: number[] = [];
    const handle = async (messages: readonly IncomingMessage[]): Promise<void> => {
      open += 1;
      overlapped ||= open > 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      seen.push(messages.length);
      open -= 1;
    };
    consumers.push(await bench.transport.consume(ROUTING, handle, { ...BATCHES, batchMessages: 3 }));
    await publishAll(numbered(20));
    await eventually(() => expect(seen.reduce((sum, n) => sum + n, 0)).toBe(20));
    expect(overlapped).toBe(false);
  });

  test('two consumers share a queue, and each message goes to one of them', async () => {
    const one = await collect(ROUTING, ONE_BY_ONE);
    const two = await collect(ROUTING, ONE_BY_ONE);
    // Enough that neither can have taken all before the other is subscribed at the broker.
    for (let round = 0; round < 20; round += 1) await publishAll(numbered(10));
    await eventually(() => expect(one.bodies().length + two.bodies().length).toBe(200));
    expect(one.bodies().length).toBeGreaterThan(0);
    expect(two.bodies().length).toBeGreaterThan(0);
  });

  test('messages wait for a consumer that comes later, and the depth counts them', async () => {
    const published = publishAll(numbered(7));
    await eventually(async () => expect(await bench.transport.depth(ROUTING)).toBe(7));
    const got = await collect(ROUTING);
    await published;
    await eventually(() => expect(got.bodies()).toEqual(numbered(7)));
    await eventually(async () => expect(await bench.transport.depth(ROUTING)).toBe(0));
  });

  test('the depth of a queue that does not exist is an error, and harms nothing', async () => {
    await expect(bench.transport.depth('nobody.events')).rejects.toThrow();
    expect(await bench.transport.depth(ROUTING)).toBe(0);
  });

  test('stopping settles what is in hand and leaves the rest for the next consumer', async () => {
    let release: (() => void) | null = null;
    const first = collector();
    const slow = async (messages: readonly IncomingMessage[]): Promise<void> => {
      await new Promise<void>((resolve) => (release = resolve));
      await first.handle(messages);
    };
    const consumer = await bench.transport.consume(ROUTING, slow, ONE_BY_ONE);
    const published = publishAll(numbered(4));
    await eventually(async () => expect(await bench.transport.depth(ROUTING)).toBe(4));
    await eventually(() => expect(release).not.toBeNull());
    const stopped = consumer.stop();
    release!();
    await stopped;
    expect(first.bodies()).toEqual(['1']);
    const next = await collect(ROUTING);
    await eventually(() => expect([...first.bodies(), ...next.bodies()].sort()).toEqual(numbered(4)));
    await published;
    expect(next.messages.every(({ redelivered }) => !redelivered)).toBe(true);
  });

  test('a closed transport is not connected and confirms nothing', async () => {
    await bench.transport.close();
    expect(bench.transport.isConnected()).toBe(false);
    await expect(bench.transport.publish(aMessage('late'))).rejects.toThrow('closed');
  });
}

describe('the in-process transport', () => contract(inProcessBench));
describeWithBroker('the amqp transport', (broker) => contract(() => amqpBench(broker)));
