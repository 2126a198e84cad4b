import type { PackRef } from '@caseloop/contracts';
import type { Transaction } from '@caseloop/messaging';
import { type Labels, type Pack, readPack } from '@caseloop/policy';
import type { Queryable } from '@caseloop/service';
import { formatInstant } from '@caseloop/service-time';
import type { PackInForce } from './domain/choose-pack.js';

export type PackFiles = Readonly<Record<string, string>>;
export type AppliedTo = 'new' | 'open';

/** One time a version was put in force. */
export interface PackApplication {
  readonly id: string;
  readonly appliedTo: AppliedTo;
  readonly appliedAt: string;
  readonly by: string;
}

export interface PackSummary extends PackInForce {
  readonly title: Labels;
  readonly appliedTo: AppliedTo;
  readonly appliedAt: string;
  readonly by: string;
}

export interface StoredPack extends PackInForce {
  readonly title: Labels;
  readonly files: PackFiles;
  readonly createdAt: string;
  readonly isInForce: boolean;
  readonly applications: readonly PackApplication[];
}

interface ApplicationRow {
  readonly id: string;
  readonly applied_to: AppliedTo;
  readonly applied_at: Date;
  readonly applied_by: string;
}

/** Every statement on the registry of packs, and the packs it has parsed. */
export class PacksRepository {
  /** Versions never change, so nothing in here can be stale; there are as many as an organisation has in force. */
  private readonly parsed = new Map<string, Pack>();

  constructor(private readonly db: Queryable) {}

  /** The packs new cases are opened under, the one that has been there longest first. */
  async inForce(tx: Transaction): Promise<PackInForce[]> {
    const { rows } = await tx.prepared<PackInForce>(
      'packs_in_force',
      'select name, version, unit from packs_in_force order by first_applied_at, name',
    );
    return rows;
  }

  /** The packs themselves, read once per process. */
  async parsedPacks(tx: Transaction, versions: readonly PackRef[]): Promise<Map<string, Pack>> {
    const unread = versions.filter((pack) => !this.parsed.has(pack.version));
    if (unread.length > 0) {
      const { rows } = await tx.query<{ name: string; version: string; files: PackFiles }>(
        `select p.name, p.version, p.files from unnest($1::text[], $2::text[]) as wanted (name, version)
         join packs p on p.name = wanted.name and p.version = wanted.version`,
        [unread.map(({ name }) => name), unread.map(({ version }) => version)],
      );
      for (const { version, files } of rows) {
        const { pack } = readPack(files);
        // A later program may refuse what an earlier one took: then requests are refused until the pack is mended.
        if (pack !== null) this.parsed.set(version, pack);
      }
      this.forgetAllBut(versions);
    }
    return this.parsed;
  }

  private forgetAllBut(versions: readonly PackRef[]): void {
    const current = new Set(versions.map(({ version }) => version));
    for (const version of this.parsed.keys()) if (!current.has(version)) this.parsed.delete(version);
  }

  /** One at a time per pack: whoever applies a version waits for whoever is applying another one. */
  async lock(tx: Transaction, name: string): Promise<void> {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`caseloop.pack.${name}`]);
  }

  /** How the version in force was applied; null for a pack that is new. */
  async current(
    tx: Transaction,
    name: string,
  ): Promise<{ readonly version: string; readonly appliedTo: AppliedTo } | null> {
    const { rows } = await tx.query<{ version: string; applied_to: AppliedTo }>(
      `select f.version, a.applied_to from packs_in_force f join pack_applications a on a.id = f.application_id
       where f.name = $1`,
      [name],
    );
    return rows[0] === undefined ? null : { version: rows[0].version, appliedTo: rows[0].applied_to };
  }

  /** Stores a version when it is new and puts it in force. True when the registry had not seen it before. */
  async apply(tx: Transaction, pack: Pack, files: PackFiles, application: PackApplication): Promise<boolean> {
    const { id, appliedTo, appliedAt, by } = application;
    const { rowCount } = await tx.query(
      `insert into packs (name, version, unit, title, files, created_at) values ($1, $2, $3, $4, $5, $6)
       on conflict (name, version) do nothing`,
      [pack.name, pack.version, pack.unit, JSON.stringify(pack.title), JSON.stringify(files), appliedAt],
    );
    await tx.query(
      `insert into pack_applications (id, name, version, applied_to, applied_at, applied_by)
       values ($1, $2, $3, $4, $5, $6)`,
      [id, pack.name, pack.version, appliedTo, appliedAt, by],
    );
    await tx.query(
      `insert into packs_in_force (name, version, unit, first_applied_at, application_id)
       values ($1, $2, $3, $4, $5)
       on conflict (name) do update
       set version = excluded.version, unit = excluded.unit, application_id = excluded.application_id`,
      [pack.name, pack.version, pack.unit, appliedAt, id],
    );
    return rowCount === 1;
  }

  /** What is in force, by name. One row more than `limit`. */
  async list(after: string | null, limit: number): Promise<PackSummary[]> {
    const { rows } = await this.db.query<PackInForce & ApplicationRow & { title: Labels }>(
      `select f.name, f.version, f.unit, p.title, a.applied_to, a.applied_at, a.applied_by
       from packs_in_force f
       join packs p on p.name = f.name and p.version = f.version
       join pack_applications a on a.id = f.application_id
       where $1::text is null or f.name > $1
       order by f.name limit $2`,
      [after, limit + 1],
    );
    return rows.map((row) => ({
      name: row.name,
      version: row.version,
      unit: row.unit,
      title: row.title,
      appliedTo: row.applied_to,
      appliedAt: formatInstant(row.applied_at.getTime()),
      by: row.applied_by,
    }));
  }

  async get(name: string, version: string): Promise<StoredPack | null> {
    const { rows } = await this.db.query<
      PackInForce & { title: Labels; files: PackFiles; created_at: Date; in_force: boolean }
    >(
      `select p.name, p.version, p.unit, p.title, p.files, p.created_at,
         exists (select from packs_in_force f where f.name = p.name and f.version = p.version) as in_force
       from packs p where p.name = $1 and p.version = $2`,
      [name, version],
    );
    const row = rows[0];
    if (row === undefined) return null;
    const { created_at, in_force, ...pack } = row;
    return {
      ...pack,
      createdAt: formatInstant(created_at.getTime()),
      isInForce: in_force,
      applications: await this.applications(name, version),
    };
  }

  private async applications(name: string, version: string): Promise<PackApplication[]> {
    const { rows } = await this.db.query<ApplicationRow>(
      `select id, applied_to, applied_at, applied_by from pack_applications
       where name = $1 and version = $2 order by id desc limit 200`,
      [name, version],
    );
    return rows.map((row) => ({
      id: row.id,
      appliedTo: row.applied_to,
      appliedAt: formatInstant(row.applied_at.getTime()),
      by: row.applied_by,
    }));
  }
}
