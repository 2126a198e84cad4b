// Claim and fire while so many other clocks are open: one instance of sla in this process, time by hand.
import { TOPOLOGY, createInProcessTransport } from '@caseloop/messaging';
import { SimulatedClock, createLogger, startService } from '@caseloop/service';
import { sla } from '@caseloop/sla';

const DUE = 2000;
const CLAIMS = 20;
const HOUR = 3_600_000;
const CLAIM = `select case_id from sla.clock_cases where next_fire_at <= $1 order by next_fire_at limit 200
  for update skip locked`;

export async function measureFiring(database, open) {
  await database.clear();
  const startedAt = Date.now();
  await database.openClocks({ count: open, startedAt, targetMs: 720 * HOUR, spreadMs: 720 * HOUR });
  await database.openClocks({ count: DUE, startedAt, targetMs: HOUR });
  await database.analyze();
  const claimMs = await medianClaim(database, startedAt + 2 * HOUR);

  const clock = new SimulatedClock(startedAt);
  const { service, transport } = await startSla(database, clock);
  try {
    clock.set(startedAt + HOUR + 1000);
    const begun = performance.now();
    await service.tick();
    const ms = performance.now() - begun;
    const { rows } = await database.client.query(
      `select count(*)::int as fired from sla.clocks where state = 'breached'`,
    );
    if (rows[0].fired !== DUE) throw new Error(`${rows[0].fired} of ${DUE} clocks were fired`);
    return {
      open,
      claim200Ms: round(claimMs),
      fired: DUE,
      fireMsPerClock: round(ms / DUE),
      firedPerSecond: Math.round(DUE / (ms / 1000)),
    };
  } finally {
    await service.stop();
    await transport.close();
  }
}

async function medianClaim({ client }, now) {
  const times = [];
  for (let i = 0; i < CLAIMS; i++) {
    await client.query('begin');
    const begun = performance.now();
    await client.query(CLAIM, [new Date(now).toISOString()]);
    times.push(performance.now() - begun);
    await client.query('rollback');
  }
  return times.sort((a, b) => a - b)[CLAIMS >> 1];
}

/** What sla says is taken and forgotten. */
async function startSla(database, clock) {
  const transport = createInProcessTransport();
  await transport.declare();
  for (const { name } of TOPOLOGY.queues.filter((queue) => !queue.name.startsWith('sla.'))) {
    await transport.consume(name, async () => undefined, { prefetch: 100, batchMessages: 100, lingerMs: 0 });
  }
  const config = {
    service: 'sla',
    mode: 'test',
    databaseUrl: database.slaUrl,
    databasePoolMax: 5,
    brokerUrl: 'in-process:',
    brokerPrefix: '',
    httpHost: '127.0.0.1',
    httpPort: 0,
    logLevel: 'silent',
  };
  const logger = createLogger(config);
  const service = await startService(sla, { config, clock, transport, ticking: false, logger });
  return { service, transport };
}

function round(ms) {
  return Math.round(ms * 1000) / 1000;
}
