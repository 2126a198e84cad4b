// What must hold when everything is over, read from the databases of all services and held against the ledger.
import { setTimeout as wait } from 'node:timers/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { libraryOf } from './faults-build.mjs';
import { SERVICES } from './fleet.mjs';

const POLL_MS = 500;
/** How often a message may be handed to a carrier that drops the second one (`SEND_ATTEMPTS_MAX`). */
const HANDED_OVER_MAX = 3;

const all = (sql) => SERVICES.map((service) => sql.replaceAll('$schema', service)).join(' union all ');
const count = async (db, sql) =>
  Number((await db.query(`select count(*) as n from (${sql}) as t`)).rows[0].n);

/** Everything that is still in hand, by what it is; empty when the system has come to rest. */
async function inHand(db, broker) {
  const { SUBSCRIPTIONS, SOURCE_OWNERS } = await libraryOf('contracts');
  const found = {
    outbox: await count(db, all('select position from $schema.outbox')),
    kept: await count(db, all(`select sequence from $schema.kept_event where state <> 'parked'`)),
    'messages to be sent': await count(
      db,
      `select id from notifications.messages where state in ('planned', 'sending')`,
    ),
    // Until then more is always to come.
    'cases whose clocks run out soon': await count(
      db,
      `select case_id from sla.clock_cases where next_fire_at <= clock_timestamp() + interval '90 s'`,
    ),
    'messages in queues': await broker.depth(),
  };
  for (const service of SERVICES) {
    for (const source of SUBSCRIPTIONS[service]) {
      const owner = SOURCE_OWNERS[source];
      const behind = await count(
        db,
        `select from ${owner}.stream_head h
         left join ${service}.watermark w on w.source = h.source and w.subject = h.subject
         where h.source = '${source}' and w.sequence is distinct from h.sequence`,
      );
      found[`streams of ${source} behind in ${service}`] = behind;
    }
  }
  return Object.fromEntries(Object.entries(found).filter(([, n]) => n > 0));
}

/** Grows with everything that any service does. */
async function done(db) {
  const { rows } = await db.query(
    `select (select sum(n) from (${all('select sum(sequence) as n from $schema.watermark')}) w)
      + (select sum(n) from (${all('select sum(sequence) as n from $schema.stream_head')}) h)
      + (select count(*) from notifications.messages where state <> 'planned') as n`,
  );
  return Number(rows[0].n);
}

/** Waits until nothing is in hand, twice in a row. Stuck is what still is when nothing has moved for `limitMs`. */
export async function quiesce(db, broker, limitMs) {
  const begun = performance.now();
  let movedAt = begun;
  let before = 0;
  let calm = 0;
  let stuck = {};
  while (calm < 2 && performance.now() - movedAt < limitMs) {
    stuck = await inHand(db, broker);
    calm = Object.keys(stuck).length === 0 ? calm + 1 : 0;
    const now = await done(db);
    if (now !== before) movedAt = performance.now();
    before = now;
    await wait(POLL_MS);
  }
  return { tookMs: performance.now() - begun, stuck: calm < 2 ? stuck : {} };
}

/** The ledger against the cases, in the words of Jepsen's queue checker. */
async function compare(db, ledger) {
  const { rows } = await db.query(
    `select r.key, r.case_id as promised_id, r.case_number as promised_number, c.id, c.number
     from intake.requests r left join casework.cases c on c.request_id = r.id
     where r.status = 'accepted'`,
  );
  const found = new Map();
  for (const row of rows) found.set(row.key, [...(found.get(row.key) ?? []), row]);
  const lost = [];
  const duplicated = ledger.contradictions.map(({ key }) => key);
  let ok = 0;
  for (const [key, answer] of ledger.answers) {
    const cases = found.get(key) ?? [];
    if (cases.length > 1) duplicated.push(key);
    if (answer === null) continue;
    const isThere = cases.some(({ id, number }) => id === answer.caseId && number === answer.caseNumber);
    if (isThere) ok += 1;
    else lost.push(key);
  }
  const unexpected = [...found.keys()].filter((key) => !ledger.answers.has(key));
  const recovered = [...ledger.answers].filter(([key, answer]) => answer === null && found.has(key)).length;
  const strays = await count(
    db,
    'select from casework.cases c left join intake.requests r on r.id = c.request_id where r.id is null',
  );
  return { ok, lost, duplicated, unexpected: unexpected.length + strays, recovered };
}

/** Each of these must find nothing. */
const NOTHING = {
  'case numbers given twice': 'select number from casework.cases group by number having count(*) > 1',
  'requests with several cases': 'select request_id from casework.cases group by 1 having count(*) > 1',
  'requests accepted twice': `select data from (select envelope->'data'->>'requestId' as data
    from intake.published_event where type = 'request.accepted.v1') e group by data having count(*) > 1`,
  'cases opened twice': `select subject from casework.published_event where type = 'case.opened.v1'
    group by subject having count(*) > 1`,
  'streams with a hole or a double': all(`select h.subject from $schema.stream_head h left join (
      select source, subject, count(*) as events, count(distinct sequence) as different, max(sequence) as last
      from $schema.published_event group by source, subject
    ) e on e.source = h.source and e.subject = h.subject
    where e.events is distinct from h.sequence or e.different <> e.events or e.last <> h.sequence`),
  'events with the id of another': `select id from (${all('select id from $schema.published_event')}) e
    group by id having count(*) > 1`,
  'cases unknown to routing': `select id from casework.cases
    where id not in (select case_id from routing.routing_cases)`,
  'cases unknown to sla': `select id from casework.cases where id not in (select case_id from sla.clock_cases)`,
  'cases unknown to notifications': `select id from casework.cases
    where id not in (select case_id from notifications.notification_cases)`,
  'cases unknown to analytics': `select id from casework.cases
    where id not in (select case_id from analytics.fact_cases)`,
  'cases without a team': `select id from casework.cases where team is null`,
  'clocks started twice': `select case_id from sla.clocks group by case_id, metric, cycle, n, per_key
    having count(*) > 1`,
  'cases without clocks': `select id from casework.cases where id not in (select case_id from sla.clocks)`,
  'clocks breached twice': `select envelope->'data'->>'clockId' as clock from sla.published_event
    where type = 'clock.breached.v1' group by 1 having count(*) > 1`,
  'clocks warned twice of the same': `select 1 from sla.published_event where type = 'clock.warned.v1'
    group by envelope->'data'->>'clockId', envelope->'data'->>'warning',
      envelope->'data'->'escalate'->>'level', envelope->'data'->'escalate'->>'again' having count(*) > 1`,
  'clocks breached and not told': `select id from sla.clocks where state = 'breached' and id not in (
    select (envelope->'data'->>'clockId')::uuid from sla.published_event where type = 'clock.breached.v1')`,
  'clocks fired early': `select 1 from sla.published_event
    where type in ('clock.breached.v1', 'clock.warned.v1') and (
      (envelope->'data'->>'lateMs')::bigint < 0 or recorded_at < time
      or (type = 'clock.breached.v1' and (envelope->'data'->>'firedAt')::timestamptz
        <= (envelope->'data'->>'dueAt')::timestamptz))`,
  'clocks past their time and running': `select id from sla.clocks
    where state = 'running' and due_at < clock_timestamp() - interval '5 s'`,
  'escalations doubled': `select 1 from casework.published_event where type = 'case.escalated.v1'
    and envelope->'data'->>'clockId' is not null
    group by envelope->'data'->>'clockId', envelope->'data'->>'level', envelope->>'causationid'
    having count(*) > 1`,
  'messages doubled': `select 1 from notifications.messages group by cause_id, recipient, channel, template
    having count(*) > 1`,
  'hand-overs told twice': `select 1 from notifications.published_event
    where type = 'notification.handed_over.v1' group by envelope->'data'->>'messageId' having count(*) > 1`,
  'hand-overs not told': `select id from notifications.messages where state = 'handedOver' and id not in (
    select (envelope->'data'->>'messageId')::uuid from notifications.published_event
    where type = 'notification.handed_over.v1')`,
  'messages that failed or whose fate is unknown': `select id from notifications.messages
    where state in ('failed', 'unknown')`,
  'events parked': all(`select id from $schema.kept_event where state = 'parked'`),
  'transactions idle': `select pid from pg_stat_activity
    where datname = current_database() and state like 'idle in transaction%'
      and state_change < clock_timestamp() - interval '5 s'`,
};

/** Lines of the logs of these processes that say something like this. */
function linesOf(folder, instances, text) {
  return instances.flatMap(({ name }) =>
    readFileSync(join(folder, `${name}.log`), 'utf8')
      .split('\n')
      .filter((line) => line.includes(text)),
  );
}

/** How often each message really left, counted outside of the database, by the carrier's lines. */
function handOvers(lines) {
  const times = new Map();
  for (const line of lines) {
    const [, id] = /"messageId":"([^"]+)"/.exec(line) ?? [];
    times.set(id, (times.get(id) ?? 0) + 1);
  }
  const counts = [...times.values()];
  return {
    messages: counts.length,
    again: counts.filter((n) => n > 1).length,
    tooOften: counts.filter((n) => n > HANDED_OVER_MAX).length,
  };
}

/** All of it: the seven counters, and what was found that must not be. */
export async function check({ db, ledger, fleet, broker, garbage }) {
  const counters = await compare(db, ledger);
  const findings = {};
  for (const [what, sql] of Object.entries(NOTHING)) {
    const n = await count(db, sql);
    if (n > 0) findings[what] = n;
  }
  const unreadable = await count(db, all('select id from $schema.unreadable_message'));
  if (unreadable !== garbage)
    findings['unreadable messages put aside, of those sent'] = `${unreadable} of ${garbage}`;
  // A transaction that lost a deadlock runs again and says nothing; one that is told of was not.
  const deadlocks = linesOf(fleet.folder, fleet.instances, '"code":"40P01"').length;
  if (deadlocks > 0) findings['deadlocks left unretried'] = deadlocks;
  const sent = handOvers(linesOf(fleet.folder, fleet.of('notifications'), 'message written down'));
  if (sent.tooOften > 0) findings[`messages that left more than ${HANDED_OVER_MAX} times`] = sent.tooOften;
  // Whoever is killed over and over gets the same messages over and over, until the broker gives them up. Events are
  // asked for again, which the streams above have proved; a request would be missed by nobody but its sender.
  const dead = await broker.dead();
  const requests = Object.keys(dead).filter(
    (queue) => !queue.endsWith('.events') && !queue.endsWith('.resync'),
  );
  if (requests.length > 0) findings['requests the broker gave up'] = dead;
  const givenUp = Object.values(dead).reduce((sum, n) => sum + n, 0);
  if (ledger.refusals.length > 0) findings.refusals = ledger.refusals.slice(0, 3);
  if (fleet.surprises.length > 0) findings['processes that ended by themselves'] = fleet.surprises;
  const { rows } = await db.query(
    `select (select count(*) from casework.cases) as cases,
      (select count(*) from sla.published_event where type = 'clock.breached.v1') as breaches,
      (select count(*) from notifications.messages) as messages,
      (select count(*) from (${all('select id from $schema.published_event')}) e) as events,
      (select deadlocks from pg_stat_database where datname = current_database()) as deadlocks`,
  );
  return { counters, findings, totals: { ...rows[0], unreadable, leftAgain: sent.again, givenUp } };
}
