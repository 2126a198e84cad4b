// How things are broken while requests come in. Each returns how many unreadable messages it threw in.
import { setTimeout as wait } from 'node:timers/promises';
import { load } from './client.mjs';
import { SERVICES } from './fleet.mjs';
import { PLACES, placesOf } from './places.mjs';

const WINDOW = 200;
/** A fail-point that is passed often strikes at one of its first so many passes. */
const PASSES_MAX = 3;
/** Passed seldom: struck at the first pass. */
const SELDOM = ['kept.', 'parking.', 'resync.', 'firing.', 'sender.'];

/** Who was not struck for so long waits for something that does not come: killed, it gets another place. */
const PATIENCE_MS = 45_000;

/** Chooses for every start of a process the place that was struck least, and counts. */
class Strikes {
  counts = Object.fromEntries(Object.keys(PLACES).map((place) => [place, 0]));

  constructor(random, kills) {
    Object.assign(this, { random, kills });
  }

  faultFor(service) {
    const open = placesOf(service).filter((place) => this.counts[place] < this.kills);
    const order = open.map((place) => ({ place, rank: this.counts[place] + this.random.next() * 3 }));
    order.sort((a, b) => a.rank - b.rank);
    // Sometimes two of them: one that is not passed must not keep the process from being struck at all, and one that
    // is passed often must not always strike before one that is passed seldom.
    return order
      .slice(0, 1 + this.random.below(2))
      .map(({ place }) => `${place}:n=${this.passOf(place)}:SIGKILL`)
      .join(',');
  }

  passOf(place) {
    return SELDOM.some((start) => place.startsWith(start)) ? 1 : 1 + this.random.below(PASSES_MAX);
  }

  get missing() {
    return Object.entries(this.counts).filter(([, n]) => n < this.kills);
  }
}

/** Loses messages and throws in what nobody can read, so that there is something to ask again and to put aside. */
async function disturb({ broker, random, say }, strikes, isOver) {
  const isWanted = (place) => strikes.counts[place] < strikes.kills;
  let garbage = 0;
  while (!isOver()) {
    if (isWanted('parking.afterWrite.beforeAck')) {
      await broker.throwIn(`${random.pick(SERVICES)}.events`, garbage);
      garbage += 1;
    }
    if (isWanted('resync.afterQuestion.beforeAnswer') || isWanted('kept.afterRead.beforeApply')) {
      // What could not be stolen was not.
      await broker.steal(`${random.pick(SERVICES)}.events`).catch((error) => say(`not stolen: ${error}`));
    }
    await wait(400);
  }
  return garbage;
}

async function failPoints(context) {
  const { fleet, client, random, settings, say } = context;
  const strikes = new Strikes(random, settings.kills);
  fleet.onFault = (instance, place) => (strikes.counts[place] += 1);
  fleet.faultFor = (service) => strikes.faultFor(service);
  // The first processes migrated without faults; from here on every one that starts has some.
  for (const instance of fleet.instances) fleet.kill(instance);
  const begun = performance.now();
  const isTimeUp = () => performance.now() - begun > settings.seconds * 1000;
  const isOver = () => strikes.missing.length === 0 || isTimeUp();
  const progress = setInterval(() => say(`struck ${JSON.stringify(strikes.counts)}`), 30_000);
  const impatience = setInterval(() => {
    const since = performance.now() - PATIENCE_MS;
    for (const instance of fleet.instances) if (instance.launchedAt < since) fleet.kill(instance);
  }, 1_000);
  const isEnough = (n) => isTimeUp() || (isOver() && n >= settings.requests);
  const [sent, garbage] = await Promise.all([
    load(client, { rate: settings.rate, window: WINDOW, isEnough }),
    disturb(context, strikes, isOver),
  ]);
  clearInterval(progress);
  clearInterval(impatience);
  fleet.disarm();
  say(`${sent} requests; struck ${JSON.stringify(strikes.counts, null, 1)}`);
  if (strikes.missing.length > 0) {
    fleet.surprises.push(
      `not struck ${settings.kills} times in ${settings.seconds} s: ${strikes.missing.join('; ')}`,
    );
  }
  return garbage;
}

async function kills({ fleet, client, random, settings, say }) {
  const begun = performance.now();
  const isTimeUp = () => performance.now() - begun > settings.seconds * 1000;
  const killing = (async () => {
    while (!isTimeUp()) {
      await wait(500 + random.next() * 2_500);
      fleet.kill(random.pick(fleet.instances));
    }
  })();
  const sent = await load(client, { rate: settings.rate, window: WINDOW, isEnough: isTimeUp });
  await killing;
  say(`${sent} requests, ${fleet.kills} kills in ${settings.seconds} s`);
}

async function restarts({ fleet, client, random, servers, db, settings, say }) {
  const { postgres, rabbit } = servers;
  const blows = {
    'the broker is stopped and started': async () => {
      rabbit.stopApp();
      await wait(2_000);
      rabbit.startApp();
    },
    'the broker is killed': async () => {
      await rabbit.crash();
      await wait(1_000);
      await rabbit.start();
    },
    'all connections to the broker are closed': () => rabbit.closeConnections(),
    'PostgreSQL is stopped in the middle of everything': async () => {
      postgres.crash();
      await wait(1_000);
      await postgres.start();
    },
    'a backend is killed': async () => {
      const { rows } = await db.query(
        `select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
      );
      process.kill(random.pick(rows).pid, 'SIGKILL');
      await wait(2_000);
    },
    'every backend is terminated': () =>
      db.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where backend_type = 'client backend' and pid <> pg_backend_pid()`,
      ),
  };
  let isOver = false;
  const breaking = (async () => {
    for (let round = 1; round <= settings.kills; round += 1) {
      for (const [what, blow] of Object.entries(blows)) {
        await wait(5_000);
        say(`round ${round}: ${what}`);
        await blow();
      }
    }
    await wait(3_000);
    isOver = true;
  })();
  const isEnough = (n) => isOver && n >= settings.requests;
  const [sent] = await Promise.all([
    load(client, { rate: settings.rate, window: WINDOW, isEnough }),
    breaking,
  ]);
  say(
    `${sent} requests, ${settings.kills} rounds; processes that ended by themselves: ${fleet.surprises.length}`,
  );
}

async function twoInstances({ client, settings, say }) {
  const begun = performance.now();
  const sent = await load(client, { ...settings, window: WINDOW, isEnough: (n) => n >= settings.requests });
  const seconds = (performance.now() - begun) / 1000;
  say(`${sent} requests answered in ${seconds.toFixed(1)} s`);
}

async function smoke(context) {
  const { fleet, client, random, settings } = context;
  let isOver = false;
  const killing = (async () => {
    while (!isOver) {
      await wait(1_000);
      // A message in the hand of a killed sender rests for its lease, which is as long as all of this.
      const victim = random.pick(fleet.instances.filter(({ service }) => service !== 'notifications'));
      fleet.kill(victim);
      await fleet.untilReady(victim);
    }
  })();
  const isEnough = (n) => n >= settings.requests && fleet.kills >= settings.kills;
  await load(client, { ...settings, window: WINDOW, isEnough });
  isOver = true;
  await killing;
}

export const SCENARIOS = {
  failpoints: {
    run: failPoints,
    instances: 1,
    settings: { requests: 2_000, kills: 30, rate: 8, seconds: 1_800 },
  },
  kills: { run: kills, instances: 2, settings: { seconds: 300, rate: 15 } },
  restarts: {
    run: restarts,
    instances: 1,
    needsOwnServers: true,
    settings: { requests: 1_000, kills: 2, rate: 15 },
  },
  'two-instances': { run: twoInstances, instances: 2, settings: { requests: 5_000, rate: 500 } },
  smoke: {
    run: smoke,
    instances: 1,
    sharesServers: true,
    haste: 5,
    settings: { requests: 150, kills: 4, rate: 10 },
  },
};
