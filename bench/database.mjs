// What the database knows about a run: whether everything is done, how long it took, and what it cost.
import { setTimeout as sleep } from 'node:timers/promises';
import { SERVICES, SUBSCRIPTIONS } from '@caseloop/contracts';
import pg from 'pg';

const SETTLED_MS_MAX = 600_000;
const LOOK_MS = 100;
/** Share of the time that may go into looking. */
const LOOK_SHARE = 0.02;
const SETTINGS = [
  'shared_buffers',
  'max_wal_size',
  'synchronous_commit',
  'fsync',
  'wal_compression',
  'autovacuum',
];

const each = (write) => SERVICES.map(write);
const union = (write) => each(write).join(' union all ');

// Cheap, for looking often: the numbers of the cases are counted by one row, and empty tables are read at once.
const BUSY = `select (select coalesce(sum(last), 0)::integer from intake.number_counters) < $1
  or ${each((service) => `exists (select from ${service}.outbox)`).join(' or ')}
  or exists (select from notifications.messages where state in ('planned', 'sending')) as busy`;
const HEADS = union(
  (service) => `select source, sum(sequence)::bigint as events from ${service}.stream_head group by source`,
);
const WATERMARKS = union(
  (service) => `select '${service}' as service, source, sum(sequence)::bigint as events
    from ${service}.watermark group by source`,
);
const DONE = `select
  (select count(*)::integer from intake.requests where status = 'accepted') as accepted,
  (select count(*)::integer from casework.cases where status = 'assigned') as assigned,
  (select count(distinct case_id)::integer from notifications.messages where state = 'handedOver') as told,
  (select count(distinct case_id)::integer from sla.clocks) as clocked,
  (select count(*)::integer from analytics.fact_cases) as facts,
  (${each((service) => `(select count(*) from ${service}.kept_event)`).join(' + ')})::integer as kept`;

// The instant of a commit is that of the row's last version: cases are assigned once, messages handed over last.
const COMMITTED = {
  assigned: `select r.key, min(pg_xact_commit_timestamp(e.xmin)) as at
    from casework.published_event e join intake.requests r on r.case_id::text = e.subject
    where e.type = 'case.assigned.v1' group by r.key`,
  told: `select r.key, max(pg_xact_commit_timestamp(m.xmin)) as at
    from notifications.messages m join intake.requests r on r.case_id = m.case_id
    where m.template = 'acceptanceNotice' and m.state = 'handedOver' group by r.key`,
};

const LAST_COMMIT = `select max(pg_xact_commit_timestamp(xmin)) as at from (${union(
  (service) => `select xmin from ${service}.watermark`,
)}) as moved`;

// Without commit timestamps: the instant stamped just before the commit, on the clock of the service.
const RECORDED = {
  assigned: `select r.key, min(e.recorded_at) as at
    from casework.published_event e join intake.requests r on r.case_id::text = e.subject
    where e.type = 'case.assigned.v1' group by r.key`,
  told: `select r.key, max(m.state_at) as at
    from notifications.messages m join intake.requests r on r.case_id = m.case_id
    where m.template = 'acceptanceNotice' and m.state = 'handedOver' group by r.key`,
};

const ROWS = `select schemaname as service, regexp_replace(relname, '_p?\\d{4,}.*$', '') as table,
  sum(n_tup_ins)::bigint as inserted, sum(n_tup_upd)::bigint as updated, sum(n_tup_del)::bigint as deleted
  from pg_stat_user_tables where schemaname = any ($1) group by 1, 2`;
const STATEMENTS = `select r.rolname as role, sum(s.calls)::bigint as calls, sum(s.total_exec_time) as ms
  from pg_stat_statements s join pg_roles r on r.oid = s.userid
  where s.dbid = (select oid from pg_database where datname = current_database()) group by r.rolname`;
const SLOWEST = `select r.rolname as role, s.calls::bigint as calls, round(s.total_exec_time) as ms, s.rows::bigint as rows,
  regexp_replace(left(s.query, 120), '\\s+', ' ', 'g') as statement
  from pg_stat_statements s join pg_roles r on r.oid = s.userid
  where s.dbid = (select oid from pg_database where datname = current_database()) and r.rolname <> current_user
  order by s.total_exec_time desc limit 25`;

export class Database {
  constructor(admin, name, url, client) {
    Object.assign(this, { admin, name, url, client });
  }

  static async create(serverUrl, name) {
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    await withClient(serverUrl, (client) => client.query(`create database ${name}`));
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    await client.query('create extension if not exists pg_stat_statements').catch(() => undefined);
    return new Database(serverUrl, name, url.href, client);
  }

  async drop() {
    await this.client.end();
    await withClient(this.admin, (client) => client.query(`drop database ${this.name} with (force)`));
  }

  /**
   * Waits until this many requests are through: every event applied by everybody who listens to it. Looking costs the
   * database, so that who has looked in vain rests for as long as `LOOK_SHARE` of its time. Returns the instant of the
   * last commit; that of the look where the server does not keep it.
   */
  async settled(requests) {
    const giveUpAt = Date.now() + SETTLED_MS_MAX;
    while (Date.now() < giveUpAt) {
      const begun = Date.now();
      const { busy } = await this.#one(BUSY, [requests]);
      if (!busy && (await this.#isDone(requests))) return (await this.#lastCommit()) ?? begun;
      await sleep(Math.max(LOOK_MS, (Date.now() - begun) / LOOK_SHARE));
    }
    throw new Error(`Not done after ${SETTLED_MS_MAX / 1000} s: ${JSON.stringify(await this.#one(DONE))}`);
  }

  async #lastCommit() {
    if (!(await this.#keepsCommits())) return null;
    return (await this.#one(LAST_COMMIT)).at.getTime();
  }

  async #keepsCommits() {
    return (await this.#one(`select current_setting('track_commit_timestamp') = 'on' as keeps`)).keeps;
  }

  async #isDone(requests) {
    const { kept, ...counts } = await this.#one(DONE);
    if (kept > 0 || Object.values(counts).some((count) => count !== requests)) return false;
    const said = new Map((await this.#all(HEADS)).map(({ source, events }) => [source, events]));
    const heard = new Map(
      (await this.#all(WATERMARKS)).map((row) => [`${row.service} ${row.source}`, row.events]),
    );
    return SERVICES.every((service) =>
      SUBSCRIPTIONS[service].every((source) => said.get(source) === heard.get(`${service} ${source}`)),
    );
  }

  /** Milliseconds from publishing (or from `begun`) to the commit, for each request that was sent. */
  async latencies(sent, begun) {
    const on = await this.#keepsCommits();
    const clock = on ? 'commit' : 'recorded';
    const latencies = { clock };
    for (const [what, statement] of Object.entries(on ? COMMITTED : RECORDED)) {
      const at = new Map((await this.#all(statement)).map((row) => [row.key, row.at.getTime()]));
      latencies[what] = percentiles(sent.map((request) => at.get(request.key) - (begun ?? request.at)));
    }
    return latencies;
  }

  async counters() {
    const events = await this.#all(HEADS);
    const rows = await this.#all(ROWS, [SERVICES]);
    const { commits } = await this.#one(
      `select xact_commit::bigint as commits from pg_stat_database where datname = current_database()`,
    );
    return {
      events: Object.fromEntries(events.map(({ source, events: said }) => [source, Number(said)])),
      rows: Object.fromEntries(
        rows.map(({ service, table, ...counts }) => [`${service}.${table}`, mapped(counts, Number)]),
      ),
      commits: Number(commits),
    };
  }

  async countersSince(before) {
    const after = await this.counters();
    return {
      events: mapped(after.events, (said, source) => said - (before.events[source] ?? 0)),
      rows: mapped(after.rows, (counts, table) =>
        mapped(counts, (rows, kind) => rows - (before.rows[table]?.[kind] ?? 0)),
      ),
      commits: after.commits - before.commits,
    };
  }

  async forgetStatements() {
    await this.client.query('select pg_stat_statements_reset()').catch(() => undefined);
  }

  /** Statements by role with the time they took, and the slowest; null where the server does not count them. */
  async statements() {
    try {
      const byRole = await this.#all(STATEMENTS);
      const calls = byRole.map(({ role, calls: count, ms }) => [
        role,
        { calls: Number(count), ms: Math.round(ms) },
      ]);
      return { byRole: Object.fromEntries(calls), slowest: await this.#all(SLOWEST) };
    } catch {
      return null;
    }
  }

  /** The parent of the process that serves us; null when the server is on another machine. */
  async serverPid() {
    const { pid } = await this.#one('select pg_backend_pid() as pid');
    const { readFile } = await import('node:fs/promises');
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    return /^Name:\s+postgres/m.test(status) ? Number(/^PPid:\s+(\d+)/m.exec(status)[1]) : null;
  }

  async settings() {
    const rows = await this.#all(
      'select name, current_setting(name) as setting from pg_settings where name = any ($1)',
      [SETTINGS],
    );
    const { version } = await this.#one(`select current_setting('server_version') as version`);
    return {
      version,
      ...Object.fromEntries(rows.map(({ name, setting }) => [name, setting])),
    };
  }

  async #all(text, values) {
    return (await this.client.query(text, values)).rows;
  }

  async #one(text, values) {
    return (await this.#all(text, values))[0];
  }
}

async function withClient(connectionString, work) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function percentiles(values) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length !== values.length)
    throw new Error(`${values.length - sorted.length} requests left no trace`);
  const at = (share) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

function mapped(record, change) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
