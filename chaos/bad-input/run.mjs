/**
 * 5,000 good requests beside 1,000 bad ones of fourteen classes, over RabbitMQ and HTTP, against six processes. Every
 * message has to be answered, every good one with a case of its own, every bad one with a problem that names the place,
 * and the good ones must not wait longer for it.
 *
 *   npm run build && npm run chaos:bad-input
 *   GOOD=200 BAD=60 RATE=50 SEED=7 npm run chaos:bad-input
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { BAD_CLASSES, goodBody, randomFrom, shuffled } from './requests.mjs';
import { startInstallation } from './installation.mjs';
import { aPartner } from './partner.mjs';

const { env } = process;
const SEED = Number(env.SEED ?? Date.now() % 1_000_000);
const GOOD = Number(env.GOOD ?? 5_000);
const BAD = Number(env.BAD ?? 1_000);
/** Good requests per second, the same with and without bad ones beside them. */
const RATE = Number(env.RATE ?? 100);
const WARM_UP = 200;
/** Keys that are in use before bad requests try to use them again. */
const USED_KEYS = 50;
/** How long the slowest answer may take before it counts as none. */
const ANSWER_MS_MAX = 60_000;
/** The good ones' p95 with bad ones beside them, as a multiple of what it is without. */
const P95_RATIO_MAX = 2;

const random = randomFrom(SEED);
const transport = () => (random() < 0.5 ? 'amqp' : 'http');

function goodOnes(count, name) {
  return Array.from({ length: count }, (_, n) => {
    const id = `${name}-${n}`;
    return {
      id,
      key: id,
      isGood: true,
      transport: transport(),
      make: () => ({ body: JSON.stringify(goodBody(id)) }),
    };
  });
}

function badOnes(count, usedKeys) {
  const classes = Object.entries(BAD_CLASSES);
  return Array.from({ length: count }, (_, n) => {
    const [name, { code, make }] = classes[n % classes.length];
    const id = `bad-${n}`;
    const nth = Math.floor(n / classes.length);
    return { id, key: id, name, code, transport: transport(), make: () => make(id, nth, usedKeys) };
  });
}

/** Sends everything at an even pace without waiting for answers; the answers, null for none in time. */
async function sendAll(partner, messages, perSecond) {
  const startedAt = performance.now();
  const answers = [];
  for (const [n, message] of messages.entries()) {
    const dueInMs = startedAt + (n * 1000) / perSecond - performance.now();
    if (dueInMs > 1) await sleep(dueInMs);
    const { make, ...rest } = message;
    answers.push(partner.send({ ...rest, ...make() }));
  }
  const late = sleep(ANSWER_MS_MAX, null, { ref: false });
  const settled = await Promise.all(answers.map((answer) => Promise.race([answer, late])));
  return { settled, seconds: (performance.now() - startedAt) / 1000 };
}

function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

const failures = [];
function check(isTrue, sentence) {
  console.log(`${isTrue ? 'ok    ' : 'FAILED'} ${sentence}`);
  if (!isTrue) failures.push(sentence);
}

function checkBad(answers) {
  const rows = Object.fromEntries(
    Object.keys(BAD_CLASSES).map((name) => [name, { amqp: 0, http: 0, wrong: 0 }]),
  );
  for (const { message, receipt } of answers) {
    const row = rows[message.name];
    row[message.transport] += 1;
    const { code, errors } = receipt.problem ?? {};
    const isNamed = errors?.length > 0 && errors.every(({ pointer }) => typeof pointer === 'string');
    if (receipt.status === 'rejected' && code === message.code && isNamed) continue;
    row.wrong += 1;
    if (row.wrong === 1) console.log(message.name, message.transport, JSON.stringify(receipt).slice(0, 500));
  }
  console.table(rows);
  return Object.values(rows).every(({ wrong }) => wrong === 0);
}

async function count(databaseUrl, statement) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query(statement).finally(() => client.end());
  return Number(rows[0].count);
}

/** Waits until casework has made of the accepted requests what it will make of them. */
async function casesOf(databaseUrl, expected) {
  const endAt = performance.now() + ANSWER_MS_MAX;
  for (;;) {
    const cases = await count(databaseUrl, 'select count(*) from casework.cases');
    if (cases >= expected || performance.now() > endAt) return cases;
    await sleep(200);
  }
}

async function run(installation) {
  const partner = await aPartner({ ...installation, partner: 'chaos' });
  const used = goodOnes(USED_KEYS, 'used');
  await sendAll(partner, [...goodOnes(WARM_UP, 'warm'), ...used], RATE);

  // The control runs before and after, because the machine is not the same from minute to minute.
  const before = await sendAll(partner, goodOnes(Math.ceil(GOOD / 2), 'before'), RATE);
  const good = goodOnes(GOOD, 'good');
  const bad = badOnes(
    BAD,
    used.map(({ key }) => key),
  );
  const mixed = await sendAll(partner, shuffled([...good, ...bad], random), (RATE * (GOOD + BAD)) / GOOD);
  const after = await sendAll(partner, goodOnes(Math.floor(GOOD / 2), 'after'), RATE);

  const control = [...before.settled, ...after.settled];
  check(
    [...control, ...mixed.settled].every((answer) => answer !== null),
    'every message is answered',
  );
  const answered = mixed.settled.filter((answer) => answer !== null);
  const goodAnswers = answered.filter(({ message }) => message.isGood);
  const isAccepted = ({ receipt }) => receipt.status === 'accepted';
  check(
    goodAnswers.filter(isAccepted).length === GOOD,
    `all ${GOOD} good requests beside bad ones are accepted`,
  );
  check(
    new Set(goodAnswers.map(({ receipt }) => receipt.caseId)).size === GOOD,
    'each of them has a case of its own',
  );
  check(
    checkBad(answered.filter(({ message }) => !message.isGood)),
    `all ${BAD} bad ones are told code and place`,
  );

  const expected = WARM_UP + USED_KEYS + 2 * GOOD;
  const accepted = await count(
    installation.databaseUrl,
    "select count(*) from intake.requests where status = 'accepted'",
  );
  const cases = await casesOf(installation.databaseUrl, expected);
  check(accepted === expected, `${accepted} requests are accepted, of ${expected} good ones`);
  check(cases === expected, `${cases} cases are made of them`);
  const kept = await count(installation.databaseUrl, 'select count(*) from intake.rejected_requests');
  const isKept = kept >= BAD && kept <= BAD + partner.repeats();
  check(isKept, `${kept} refused requests wait to be mended`);
  const parked = await count(
    installation.databaseUrl,
    "select count(*) from casework.kept_event where state = 'parked'",
  ).catch(() => 0);
  check(parked === 0, 'nothing is parked');

  console.log(
    `control ${GOOD} good in ${(before.seconds + after.seconds).toFixed(1)} s; mixed ${GOOD} good, ${BAD} bad in ${mixed.seconds.toFixed(1)} s`,
  );
  for (const name of ['amqp', 'http']) {
    const of = (answers) =>
      answers.filter((one) => one?.message.isGood && one.message.transport === name).map(({ ms }) => ms);
    const row = (values) =>
      [0.5, 0.95, 0.99].map((share) => percentile(values, share).toFixed(1)).join(' / ');
    const [alone, beside] = [of(control), of(goodAnswers)];
    const ratio = percentile(beside, 0.95) / percentile(alone, 0.95);
    console.log(`${name} p50/p95/p99 ms: alone ${row(alone)}, beside bad ones ${row(beside)}`);
    check(
      ratio <= P95_RATIO_MAX,
      `p95 over ${name} is ${ratio.toFixed(2)} times that of the control, at most ${P95_RATIO_MAX}`,
    );
  }
  check(
    installation.errors.size === 0,
    `no service has logged an error ${[...installation.errors.keys()].join(', ')}`.trim(),
  );
  console.log(`${partner.repeats()} requests were sent again because their connection was closed`);
  await partner.close();
}

console.log(`seed ${SEED}, ${GOOD} good, ${BAD} bad, ${RATE} good ones per second`);
const installation = await startInstallation({
  serverUrl: env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres',
  brokerUrl: env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672',
});
try {
  await run(installation);
} finally {
  check(await installation.stop(), 'no process has ended');
}
process.exit(failures.length === 0 ? 0 : 1);
