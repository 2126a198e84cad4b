// How soon a breach is noticed, in wall-clock time, while 100,000 other clocks are open: clocks with targets of 10 and
// 30 seconds begin all the time, and what RabbitMQ delivers is compared with the due times.
const OPEN = 100_000;
const TARGETS_MS = [10_000, 30_000];
/** So many of each target begin in each turn. */
const PER_TURN = 10;
const TURN_MS = 1000;
const DAY = 86_400_000;

export async function measureNotice(database, broker, seconds) {
  await database.clear();
  await database.openClocks({ count: OPEN, startedAt: Date.now(), targetMs: 30 * DAY, spreadMs: 30 * DAY });
  await database.analyze();
  await broker.startSla(database);
  const noticedMs = [];
  await broker.listen((event, arrivedAt) => {
    if (event.type === 'clock.breached.v1') noticedMs.push(arrivedAt - Date.parse(event.time));
  });
  let begun = 0;
  const end = Date.now() + seconds * 1000;
  for (let turn = Date.now(); turn < end; turn += TURN_MS) {
    await new Promise((next) => setTimeout(next, Math.max(0, turn - Date.now())));
    for (const targetMs of TARGETS_MS) {
      await database.openClocks({ count: PER_TURN, startedAt: Date.now(), targetMs, spreadMs: TURN_MS });
      begun += PER_TURN;
    }
  }
  const last = Date.now() + Math.max(...TARGETS_MS) + 10 * TURN_MS;
  while (noticedMs.length < begun && Date.now() < last) await new Promise((next) => setTimeout(next, 100));
  await broker.stopProcesses();
  noticedMs.sort((a, b) => a - b);
  const at = (share) => noticedMs[Math.min(noticedMs.length - 1, Math.floor(noticedMs.length * share))];
  return {
    open: OPEN,
    seconds,
    begun,
    noticed: noticedMs.length,
    earliestMs: noticedMs[0],
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: noticedMs.at(-1),
  };
}
