// A database of the bench's own with the tables of sla, one pack, and as many open clocks as are asked for.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readPack } from '@caseloop/policy';
import { migrate, provision, serviceDatabaseUrl } from '@caseloop/service';
import { sla } from '@caseloop/sla';
import pg from 'pg';

const PACK = fileURLToPath(new URL('../../packs/after-sales/', import.meta.url));
/** A clock of the pack whose warnings count as given, so that the breach is the only thing it has to say. */
const METRIC = 'firstResponse';
const DEFINITION = 'firstResponse.normal';

/** One clock each for `$1` new cases: started at `$2`, due `$4` ms to `$4 + $5` ms later. */
const OPEN_CLOCKS = `
with c as materialized (
  select gen_random_uuid() as id, i, $2::timestamptz + ($4::bigint + (i::bigint * 7919) % greatest($5::bigint, 1)) * interval '1 ms' as due_at
  from generate_series(1, $1::int) i
), k as (
  insert into sla.clock_cases (case_id, pack_name, pack_version, unit, number, next_fire_at, is_held)
  select id, $6, $7, $8, 'B-' || id, due_at + interval '1 ms', false from c
)
insert into sla.clocks (id, case_id, metric, definition, cycle, n, state, started_at, due_at, original_due_at, target,
  target_ms, is_provisional, pauses, acknowledged, fired, revision, attached_at, next_fire_at, is_retracted, pack_version)
select gen_random_uuid(), id, '${METRIC}', '${DEFINITION}', 1, 1, 'running', $2, due_at, due_at, $3, $4, false, '[]', '[]',
  $9, 1, $2, due_at + interval '1 ms', false, $7
from c`;

export class BenchDatabase {
  static async create(serverUrl) {
    const name = `bench_clocks_${process.pid}`;
    const server = new pg.Client({ connectionString: serverUrl });
    await server.connect();
    await server.query(`create database ${name}`);
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    const database = new BenchDatabase(server, name, url.href);
    await provision(database.adminUrl, ['sla']);
    await migrate(sla, database.adminUrl);
    await database.client.connect();
    await database.addPack();
    return database;
  }

  constructor(server, name, adminUrl) {
    this.server = server;
    this.name = name;
    this.adminUrl = adminUrl;
    this.slaUrl = serviceDatabaseUrl(adminUrl, 'sla');
    this.client = new pg.Client({ connectionString: adminUrl });
  }

  async addPack() {
    const files = {};
    for (const path of readdirSync(PACK, { recursive: true })) {
      if (path.startsWith('tests') || !statSync(PACK + path).isFile()) continue;
      files[path] = readFileSync(PACK + path, 'utf8');
    }
    this.pack = readPack(files).pack;
    const definition = this.pack.clocks.find(({ id }) => id === DEFINITION);
    this.warned = JSON.stringify(definition.warn.map(({ id }) => `warning:${id}`));
    await this.client.query(
      `insert into sla.policy_pack_version (name, version, unit, applied_to, effective_at, files)
       values ($1, $2, $3, 'new', '2026-01-01Z', $4)`,
      [this.pack.name, this.pack.version, this.pack.unit, JSON.stringify(files)],
    );
  }

  async openClocks({ count, startedAt, targetMs, spreadMs = 0 }) {
    const { name, version, unit } = this.pack;
    const started = new Date(startedAt).toISOString();
    const target = `PT${targetMs / 1000}S`;
    const values = [count, started, target, targetMs, spreadMs, name, version, unit, this.warned];
    await this.client.query(OPEN_CLOCKS, values);
  }

  async clear() {
    await this.client.query(
      'truncate sla.clocks, sla.clock_cases, sla.published_event, sla.outbox, sla.stream_head',
    );
  }

  async analyze() {
    await this.client.query('vacuum analyze sla.clocks, sla.clock_cases');
  }

  async drop() {
    await this.client.end();
    await this.server.query(`drop database if exists ${this.name} with (force)`);
    await this.server.end();
  }
}
