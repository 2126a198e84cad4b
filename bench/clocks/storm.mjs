// Ten thousand clocks due at one instant, three instances of sla: each breach is said once, none early.
const DUE = 10_000;
const INSTANCES = 3;
const WAIT_MS_MAX = 180_000;
/** Room for the rows to be written before they are due. */
const AHEAD_MS = 10_000;

const BREACHES = `
select count(*)::int as said, count(distinct envelope -> 'data' ->> 'clockId')::int as clocks,
  count(*) filter (where recorded_at <= time)::int as early,
  extract(epoch from percentile_cont(0.5) within group (order by recorded_at - time)) * 1000 as p50_ms,
  extract(epoch from percentile_cont(0.99) within group (order by recorded_at - time)) * 1000 as p99_ms,
  extract(epoch from max(recorded_at - time)) * 1000 as last_ms
from sla.published_event where type = 'clock.breached.v1'`;
const LEFT = `
select (select count(*)::int from sla.clocks where state = 'running') as running,
  (select count(*)::int from sla.outbox) as unsent`;

export async function measureStorm(database, broker) {
  await database.clear();
  await Promise.all(Array.from({ length: INSTANCES }, () => broker.startSla(database)));
  const dueAt = Date.now() + AHEAD_MS;
  await database.openClocks({ count: DUE, startedAt: dueAt - 3_600_000, targetMs: 3_600_000 });
  if (Date.now() > dueAt) throw new Error('the clocks were due before they were written');
  const sentMs = await untilSent(database, dueAt);
  await broker.stopProcesses();
  const [row] = (await database.client.query(BREACHES)).rows;
  return {
    due: DUE,
    instances: INSTANCES,
    said: row.said,
    clocks: row.clocks,
    early: row.early,
    p50Ms: Math.round(row.p50_ms),
    p99Ms: Math.round(row.p99_ms),
    lastSaidMs: Math.round(row.last_ms),
    allSentMs: sentMs,
    isKept: row.said === DUE && row.clocks === DUE && row.early === 0 && sentMs <= 60_000,
  };
}

async function untilSent({ client }, dueAt) {
  while (Date.now() - dueAt < WAIT_MS_MAX) {
    const [{ running, unsent }] = (await client.query(LEFT)).rows;
    if (running === 0 && unsent === 0) return Date.now() - dueAt;
    await new Promise((next) => setTimeout(next, 200));
  }
  throw new Error(`not everything was said and sent within ${WAIT_MS_MAX / 1000} s`);
}
