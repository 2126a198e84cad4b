import { randomUUID } from 'node:crypto';
import { TOPOLOGY, type Transport, createInProcessTransport } from '@caseloop/messaging';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CaseStory } from './a-case.js';
import { RunningSla } from './running-sla.js';
import { eventsOf, packPublished } from './wire.js';

/** A bus of which one can say how many messages wait for sla. */
async function aBus(): Promise<{ transport: Transport; waiting: { count: number } }> {
  const inner = createInProcessTransport();
  await inner.declare();
  for (const { name } of TOPOLOGY.queues) {
    if (name.startsWith('sla.')) continue;
    await inner.consume(name, async () => undefined, { prefetch: 100, batchMessages: 100, lingerMs: 0 });
  }
  const waiting = { count: 0 };
  const depth = async (queue: string): Promise<number> => waiting.count || inner.depth(queue);
  return { transport: Object.create(inner, { depth: { value: depth } }) as Transport, waiting };
}

describe('while messages wait for sla', () => {
  let sla: RunningSla;
  let waiting: { count: number };
  let transport: Transport;
  beforeEach(async () => {
    ({ transport, waiting } = await aBus());
    sla = await RunningSla.start(transport);
    await sla.deliver(packPublished(), ...eventsOf(randomUUID(), new CaseStory({ urgency: 'urgent' }).facts));
    waiting.count = 3;
  });
  afterEach(async () => {
    waiting.count = 0;
    await sla.stop();
    await transport.close();
  });

  test('what is due is held for half a minute, then fired as provisional', async () => {
    await sla.at(0, 30);
    expect(await sla.said('supervisorNotice')).toEqual(['started']);
    await sla.at(0, 30, 29_999);
    expect(await sla.said('supervisorNotice')).toEqual(['started']);
    await sla.at(0, 30, 31_000);
    const [warned] = await sla.service.published('clock.warned.v1');
    expect(warned!.data).toMatchObject({ metric: 'supervisorNotice', provisional: true, lateMs: 31_000 });
    expect(await sla.service.metrics.metrics()).toMatch(/firings_held_total\{[^}]*reason="lag"[^}]*\} 2/);
  });

  test('what is due is fired as it is once sla has come as far, or nothing waits any more', async () => {
    await sla.at(0, 30);
    const later = eventsOf(randomUUID(), new CaseStory().facts).map((event) => ({
      ...event,
      recordedat: new Date(sla.clock.now()).toISOString(),
    }));
    await sla.deliver(...later);
    await sla.at(0, 30, 1000);
    expect((await sla.service.published('clock.warned.v1'))[0]!.data).toMatchObject({ provisional: false });
    await sla.at(1);
    waiting.count = 0;
    await sla.at(1, 0, 1000);
    expect(await sla.said('supervisorNotice')).toEqual(['started', 'warned', 'breached']);
  });
});
