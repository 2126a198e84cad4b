import type { PackRef, PolicyPublished } from '@caseloop/contracts';
import { EntitySchema, type MigrationInterface, type QueryRunner } from 'typeorm';
import type { Queryable } from './database.js';
import { PACKS_CACHED_MAX } from './limits.js';

/** Every service that decides by packs keeps every version it was told of: a case lives under the one it was opened with. */
export class PackVersionsTable1700000001000 implements MigrationInterface {
  readonly name = 'PackVersionsTable1700000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table policy_pack_version (
        name text not null,
        version text not null,
        unit text not null,
        applied_to text not null,
        effective_at timestamptz not null,
        files jsonb not null,
        constraint policy_pack_version_pk primary key (name, version)
      )`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only'));
  }
}

export const packVersionsTable = new EntitySchema({
  name: 'policy_pack_version',
  columns: {
    name: { type: 'text', primary: true, primaryKeyConstraintName: 'policy_pack_version_pk' },
    version: { type: 'text', primary: true, primaryKeyConstraintName: 'policy_pack_version_pk' },
    unit: { type: 'text' },
    applied_to: { type: 'text' },
    effective_at: { type: 'timestamptz' },
    files: { type: 'jsonb' },
  },
});

/** What of a batch of events is looked at: `EventBatch` of messaging fits it. */
interface Published {
  readonly streams: readonly {
    readonly events: readonly { readonly type: string; readonly data: unknown }[];
  }[];
}

/**
 * The pack versions a service knows: stored as they were published, parsed once per process. Versions never change,
 * so nothing in the cache can be stale.
 */
export class PackVersions<P> {
  private readonly parsed = new Map<string, P>();

  constructor(private readonly options: { readonly read: (files: Readonly<Record<string, string>>) => P }) {}

  /** Keeps the versions in a batch of `caseloop/policies`; gives back what was published in it, in order. */
  async save(tx: Queryable, batch: Published): Promise<PolicyPublished[]> {
    const packs = batch.streams.flatMap((stream) =>
      stream.events
        .filter((event) => event.type === 'policy.published.v1')
        .map((event) => event.data as PolicyPublished),
    );
    if (packs.length === 0) return packs;
    // Applied again, now to open cases too, is the same content: only how it is applied is new.
    const latest = [...new Map(packs.map((pack) => [keyOf(pack), pack])).values()];
    await tx.query(
      `insert into policy_pack_version (name, version, unit, applied_to, effective_at, files)
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::jsonb[])
       on conflict (name, version) do update
       set applied_to = excluded.applied_to, effective_at = excluded.effective_at`,
      [
        latest.map((pack) => pack.name),
        latest.map((pack) => pack.version),
        latest.map((pack) => pack.unit),
        latest.map((pack) => pack.to),
        latest.map((pack) => pack.effectiveAt),
        latest.map((pack) => JSON.stringify(pack.files)),
      ],
    );
    return packs;
  }

  /** One version, parsed; null when it is not known (yet): then keep what needs it. */
  async get(tx: Queryable, pack: PackRef): Promise<P | null> {
    const cached = this.parsed.get(keyOf(pack));
    if (cached !== undefined) return cached;
    const { rows } = await tx.query<{ files: Record<string, string> }>(
      'select files from policy_pack_version where name = $1 and version = $2',
      [pack.name, pack.version],
    );
    return rows[0] === undefined ? null : this.remember(keyOf(pack), this.options.read(rows[0].files));
  }

  /** The version of a pack that came into force last; null when none is known. */
  async latest(tx: Queryable, name: string): Promise<P | null> {
    const { rows } = await tx.query<{ version: string }>(
      'select version from policy_pack_version where name = $1 order by effective_at desc, version desc limit 1',
      [name],
    );
    return rows[0] === undefined ? null : this.get(tx, { name, version: rows[0].version });
  }

  private remember(key: string, pack: P): P {
    if (this.parsed.size >= PACKS_CACHED_MAX) this.parsed.delete(this.parsed.keys().next().value!);
    this.parsed.set(key, pack);
    return pack;
  }
}

function keyOf(pack: PackRef): string {
  return JSON.stringify([pack.name, pack.version]);
}
