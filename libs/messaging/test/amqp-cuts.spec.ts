import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { describeWithBroker, eventually } from '@caseloop/testing';
import { UnconfirmedError, eventsQueue, type Transport } from '../src/index.js';
import { startBrokerProxy, type BrokerProxy } from './broker-proxy.js';
import { aMessage, amqpBench, collector, type Bench } from './transports.js';

const ROUTING = eventsQueue('routing');
const WINDOW = 50;
/** Connections that die young are made again ever later: more cuts would only make the test slow. */
const CUTS = 4;

/** Publishes one message as a relay does: again, until it is confirmed. Returns how often it took. */
async function publishUntilConfirmed(transport: Transport, body: string): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    try {
      await transport.publish(aMessage(body));
      return tries;
    } catch (error) {
      if (!(error instanceof UnconfirmedError)) throw error;
    }
  }
}

/**
 * Cuts all connections after they were good for a moment. Every second time confirms are lost with them, and the next
 * connections are cut too, at another moment of their preparation each time.
 */
async function cutRepeatedly(proxy: BrokerProxy, transport: Transport): Promise<void> {
  for (let cut = 0; cut < CUTS; cut += 1) {
    await eventually(() => expect(transport.isConnected()).toBe(true), { timeoutMs: 20_000 });
    await wait(100);
    proxy.swallowAnswers = cut % 2 === 0;
    await wait(20);
    proxy.cut();
    proxy.swallowAnswers = false;
    if (cut % 2 === 1) continue;
    await wait(60 + 40 * cut);
    proxy.cut();
  }
}

describeWithBroker('the amqp transport, cut off again and again', (broker) => {
  let proxy: BrokerProxy;
  let bench: Bench;
  beforeEach(async () => {
    proxy = await startBrokerProxy(broker.url);
    bench = await amqpBench(broker, { url: proxy.url });
    await bench.transport.declare();
  });
  afterEach(async () => {
    await bench.close();
    await proxy.close();
  });

  test('loses nothing that was confirmed, and delivers all in the order of their first coming', async () => {
    const got = collector();
    const options = { prefetch: 100, batchMessages: 20, lingerMs: 1 };
    await bench.transport.consume(ROUTING, got.handle, options);
    let isCutting = true;
    const cutting = cutRepeatedly(proxy, bench.transport).finally(() => (isCutting = false));
    let sent = 0;
    let tries = 0;
    while (isCutting) {
      const window = Array.from({ length: WINDOW }, () => String((sent += 1)));
      const counts = await Promise.all(window.map((body) => publishUntilConfirmed(bench.transport, body)));
      tries += counts.reduce((sum, count) => sum + count, 0);
      await wait(10);
    }
    await cutting;
    await eventually(() => expect(new Set(got.bodies()).size).toBe(sent), { timeoutMs: 20_000 });
    await eventually(async () => expect(await bench.transport.depth(ROUTING)).toBe(0));
    // The control: had nothing been sent twice, the cuts would have hit nothing.
    expect(tries).toBeGreaterThan(sent);
    const windows = [...new Set(got.bodies())].map((body) => Math.ceil(Number(body) / WINDOW));
    expect(windows).toEqual([...windows].sort((one, other) => one - other));
  });

  test('makes a connection again that ended while it was being prepared', async () => {
    const { transport, events } = bench;
    proxy.cutAtChannelClose = true;
    proxy.cut();
    const ends = (name: string): number =>
      events.filter(
        (event) =>
          (event.kind === 'connectFailed' || event.kind === 'disconnected') &&
          event.connection.endsWith(name),
      ).length;
    // The cut itself, and then two that ended young.
    await eventually(() => expect(Math.min(ends('publishing'), ends('consuming'))).toBeGreaterThan(2));
    proxy.cutAtChannelClose = false;
    await eventually(() => expect(transport.isConnected()).toBe(true));
  });
});
