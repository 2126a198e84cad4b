import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { connect, type ChannelModel } from 'amqplib';
import { describeWithBroker, eventually } from '@caseloop/testing';
import {
  DEAD_QUEUE,
  DELIVERY_LIMIT,
  EXCHANGES,
  INTAKE_QUEUE,
  UnconfirmedError,
  connectAmqp,
  eventsQueue,
  type AmqpOptions,
} from '../src/index.js';
import { BLOCKED, UNBLOCKED, startBrokerProxy, type BrokerProxy } from './broker-proxy.js';
import { aMessage, amqpBench, collector, type Bench } from './transports.js';

const OPTIONS = { prefetch: 50, batchMessages: 10, lingerMs: 0 };
const ROUTING = eventsQueue('routing');

describeWithBroker('the amqp transport, when things go wrong', (broker) => {
  let bench: Bench;
  let proxy: BrokerProxy;
  let foreign: ChannelModel;

  const start = async (options: Partial<AmqpOptions> = {}): Promise<Bench> => {
    bench = await amqpBench(broker, { url: proxy.url, ...options });
    await bench.transport.declare();
    await connected();
    return bench;
  };
  const connected = (): Promise<void> => eventually(() => expect(bench.transport.isConnected()).toBe(true));
  const collect = async (queue: string) => {
    const got = collector();
    await bench.transport.consume(queue, got.handle, OPTIONS);
    return got;
  };

  beforeEach(async () => {
    proxy = await startBrokerProxy(broker.url);
    foreign = await connect(broker.url);
  });
  afterEach(async () => {
    await bench.close();
    await foreign.close();
    await proxy.close();
  });

  test('after cut connections it connects, declares and consumes again', async () => {
    const { transport } = await start();
    const got = await collect(ROUTING);
    for (const round of ['1', '2', '3']) {
      proxy.cut();
      await eventually(() => expect(transport.isConnected()).toBe(false));
      await connected();
      await transport.publish(aMessage(round));
      await eventually(() => expect(got.bodies().at(-1)).toBe(round));
    }
  });

  test('a publish during a short outage waits for the connection', async () => {
    const { transport } = await start();
    const got = await collect(ROUTING);
    proxy.refuse = true;
    proxy.cut();
    await eventually(() => expect(transport.isConnected()).toBe(false));
    const published = ['1', '2', '3'].map((body) => transport.publish(aMessage(body)));
    proxy.refuse = false;
    await Promise.all(published);
    await eventually(() => expect(got.bodies()).toEqual(['1', '2', '3']));
  });

  test('a service starts while the broker is away, and works when it comes', async () => {
    proxy.refuse = true;
    bench = await amqpBench(broker, { url: proxy.url });
    const got = await collect(ROUTING);
    const declared = bench.transport.declare();
    await eventually(() => expect(bench.events.some(({ kind }) => kind === 'connectFailed')).toBe(true));
    proxy.refuse = false;
    await declared;
    await bench.transport.publish(aMessage('1'));
    await eventually(() => expect(got.bodies()).toEqual(['1']));
  });

  test('a publish whose confirm is swallowed is unconfirmed after the time-out, and may have arrived', async () => {
    const { transport, prefix } = await start({ limits: { confirmTimeoutMs: 200 } });
    proxy.swallowAnswers = true;
    await expect(transport.publish(aMessage('1'))).rejects.toThrow(UnconfirmedError);
    const channel = await foreign.createChannel();
    await eventually(async () => expect((await channel.checkQueue(prefix + ROUTING)).messageCount).toBe(1));
    proxy.swallowAnswers = false;
    proxy.cut();
  });

  test('no more than a window of publishes is on its way, and those who wait are answered in time', async () => {
    const { transport, prefix } = await start({ limits: { confirmTimeoutMs: 300, windowMessages: 2 } });
    proxy.swallowAnswers = true;
    const sent = ['1', '2', '3', '4'].map((body) => transport.publish(aMessage(body)));
    const results = await Promise.allSettled(sent);
    expect(results.map((result) => (result as PromiseRejectedResult).reason.message)).toEqual([
      expect.stringContaining('was not confirmed'),
      expect.stringContaining('was not confirmed'),
      expect.stringContaining('could not be sent'),
      expect.stringContaining('could not be sent'),
    ]);
    const channel = await foreign.createChannel();
    expect((await channel.checkQueue(prefix + ROUTING)).messageCount).toBe(2);
    proxy.swallowAnswers = false;
    proxy.cut();
  });

  test('while the broker blocks publishers a publish waits, and is sent when it may', async () => {
    const { transport, prefix, events } = await start({ limits: { confirmTimeoutMs: 1_000 } });
    const got = await collect(ROUTING);
    proxy.say(BLOCKED);
    await eventually(() => expect(events.filter(({ kind }) => kind === 'blocked')).toHaveLength(2));
    await expect(transport.publish(aMessage('too long'))).rejects.toThrow('could not be sent');
    const channel = await foreign.createChannel();
    expect((await channel.checkQueue(prefix + ROUTING)).messageCount).toBe(0);
    const waiting = transport.publish(aMessage('in time'));
    proxy.say(UNBLOCKED);
    await waiting;
    await eventually(() => expect(got.bodies()).toEqual(['in time']));
  });

  test('a connection that breaks rejects what was on its way, and closing what still waits', async () => {
    const { transport } = await start();
    proxy.swallowAnswers = true;
    const onTheWay = transport.publish(aMessage('1'));
    proxy.refuse = true;
    proxy.cut();
    await expect(onTheWay).rejects.toThrow(UnconfirmedError);
    const waiting = transport.publish(aMessage('2')).catch((error: unknown) => error);
    await eventually(() => expect(transport.isConnected()).toBe(false));
    await transport.close();
    expect(await waiting).toBeInstanceOf(UnconfirmedError);
  });

  test('a batch in hand when the connection breaks is delivered again, and its late ack harms nothing', async () => {
    const { transport, events } = await start();
    let release: (() => void) | null = null;
    const seen: string[] = [];
    await transport.consume(
      ROUTING,
      async (messages) => {
        seen.push(
          ...messages.map(({ body, redelivered }) => `${body.toString()}${redelivered ? ' again' : ''}`),
        );
        if (seen.length === 1) await new Promise<void>((resolve) => (release = resolve));
      },
      { ...OPTIONS, batchMessages: 1 },
    );
    await transport.publish(aMessage('1'));
    await eventually(() => expect(release).not.toBeNull());
    proxy.cut();
    await connected();
    release!();
    await eventually(() => expect(seen).toEqual(['1', '1 again']));
    await transport.publish(aMessage('2'));
    await eventually(() => expect(seen.at(-1)).toBe('2'));
    await eventually(async () => expect(await transport.depth(ROUTING)).toBe(0));
    expect(events.filter(({ kind }) => kind === 'consumerLost')).toHaveLength(1);
  });

  test('a deleted queue comes back with its bindings and its consumer', async () => {
    const { transport, prefix, events } = await start();
    const got = await collect(ROUTING);
    await transport.publish(aMessage('before'));
    await eventually(() => expect(got.bodies()).toEqual(['before']));
    const channel = await foreign.createChannel();
    await channel.deleteQueue(prefix + ROUTING);
    await eventually(() => expect(events.some(({ kind }) => kind === 'consumerLost')).toBe(true));
    const toCasework = { exchange: EXCHANGES.events, routingKey: 'casework' };
    await eventually(async () => {
      await transport.publish(aMessage('after', toCasework));
      expect(got.bodies()).toContain('after');
    });
  });

  test('a deleted exchange closes the publishing channel, and comes back', async () => {
    const { transport, prefix } = await start();
    const got = await collect(ROUTING);
    const channel = await foreign.createChannel();
    await channel.deleteExchange(prefix + EXCHANGES.events);
    const toCasework = { exchange: EXCHANGES.events, routingKey: 'casework' };
    await expect(transport.publish(aMessage('lost', toCasework))).rejects.toThrow(UnconfirmedError);
    await connected();
    await transport.publish(aMessage('found', toCasework));
    await eventually(() => expect(got.bodies()).toEqual(['found']));
  });

  test('declaring says what the broker refuses', async () => {
    const { transport, prefix } = await start();
    const channel = await foreign.createChannel();
    await channel.deleteQueue(prefix + ROUTING);
    await channel.assertQueue(prefix + ROUTING, { durable: true });
    await expect(transport.declare()).rejects.toThrow(/PRECONDITION_FAILED.*routing\.events/);
    const late = connectAmqp({ url: proxy.url, prefix });
    await expect(late.declare()).rejects.toThrow(/PRECONDITION_FAILED/);
    expect(late.isConnected()).toBe(false);
    await late.close();
  });

  test('a message handed out in vain too often ends in the dead queue, under the name of its queue', async () => {
    const { transport, prefix } = await start();
    await transport.publish(aMessage('killer'));
    const channel = await foreign.createChannel();
    for (let delivery = 0; delivery <= DELIVERY_LIMIT; delivery += 1) {
      await eventually(async () => {
        const message = await channel.get(prefix + ROUTING);
        expect(message).not.toBe(false);
        if (message) channel.nack(message, false, true);
      });
    }
    await eventually(async () => {
      const dead = await channel.get(prefix + DEAD_QUEUE, { noAck: true });
      expect(dead && dead.content.toString()).toBe('killer');
      expect(dead && dead.fields.routingKey).toBe(ROUTING);
    });
  });

  test('a plain client publishes to intake, and is answered in a queue of its own', async () => {
    const { transport, prefix } = await start();
    const got = await collect(INTAKE_QUEUE);
    const channel = await foreign.createChannel();
    const reply = await channel.assertQueue('', { exclusive: true });
    const replies: string[] = [];
    await channel.consume(reply.queue, (message) => void replies.push(message!.content.toString()), {
      noAck: true,
    });
    channel.publish(prefix + EXCHANGES.intake, 'request.acme', Buffer.from('{}'), {
      contentType: 'application/json',
      messageId: 'key-1',
      replyTo: reply.queue,
      correlationId: 'c-1',
    });
    await eventually(() => expect(got.messages).toHaveLength(1));
    expect(got.messages[0]).toMatchObject({ messageId: 'key-1', replyTo: reply.queue, correlationId: 'c-1' });
    await transport.publish(aMessage('accepted', { routingKey: got.messages[0]!.replyTo! }));
    await eventually(() => expect(replies).toEqual(['accepted']));
  });
});
