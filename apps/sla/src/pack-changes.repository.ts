import type { Transaction } from '@caseloop/messaging';
import type { Queryable } from '@caseloop/service';
import { timestamp } from './clock-columns.js';

/** A version of a pack that was applied to open cases too. */
export interface PackChange {
  readonly packName: string;
  /** Of its publication, among those of the pack. */
  readonly sequence: number;
  readonly version: string;
  readonly effectiveAt: number;
  /** The event that published it: what follows is caused by it. */
  readonly eventId: string;
}

/** A change with how far it has been applied: to the cases up to this one, in the order of their ids. */
export interface OpenChange extends PackChange {
  readonly afterCaseId: string | null;
}

interface ChangeColumns {
  readonly pack_name: string;
  /** bigint comes as text. */
  readonly sequence: string;
  readonly version: string;
  readonly effective_at: Date;
  readonly event_id: string;
  readonly after_case_id: string | null;
}

// Whoever opens cases and whoever publishes a version take turns: either the opening sees the version, or the job that
// goes through the cases sees the case.
const TURNS = 'pack_changes';
const SHARE = 'select pg_advisory_xact_lock_shared(hashtext($1))';
const EXCLUDE = 'select pg_advisory_xact_lock(hashtext($1))';

const OF_PACKS = 'select * from pack_changes where pack_name = any($1::text[]) order by pack_name, sequence';

const ADD = `
insert into pack_changes (pack_name, sequence, version, effective_at, event_id, after_case_id, is_done)
select c.*, null, false
from unnest($1::text[], $2::bigint[], $3::text[], $4::timestamptz[], $5::uuid[]) as c
on conflict (pack_name, sequence) do nothing`;

const CLAIM = `
select * from pack_changes where not is_done order by effective_at, pack_name, sequence limit 1
for update skip locked`;

const ADVANCE = `
update pack_changes set after_case_id = coalesce($3, after_case_id), is_done = $4
where pack_name = $1 and sequence = $2`;

/** Which versions open cases go on under. */
export class PackChangesRepository {
  /** Before cases are opened: no version is published until the transaction has ended. */
  async share(tx: Transaction): Promise<void> {
    await tx.prepared('sla_pack_changes_share', SHARE, [TURNS]);
  }

  /** All there are of these packs: few, for publishing one is the work of a person. */
  async ofPacks(tx: Transaction, names: readonly string[]): Promise<PackChange[]> {
    const { rows } = await tx.prepared<ChangeColumns>('sla_pack_changes_of_packs', OF_PACKS, [names]);
    return rows.map(readChange);
  }

  async add(tx: Transaction, changes: readonly PackChange[]): Promise<void> {
    if (changes.length === 0) return;
    await tx.query(EXCLUDE, [TURNS]);
    await tx.query(ADD, [
      changes.map(({ packName }) => packName),
      changes.map(({ sequence }) => sequence),
      changes.map(({ version }) => version),
      changes.map(({ effectiveAt }) => timestamp(effectiveAt)),
      changes.map(({ eventId }) => eventId),
    ]);
  }

  /** One that not all cases have heard of, for this transaction alone. */
  async claim(tx: Transaction): Promise<OpenChange | null> {
    const { rows } = await tx.query<ChangeColumns>(CLAIM);
    const row = rows[0];
    return row ? { ...readChange(row), afterCaseId: row.after_case_id } : null;
  }

  async advance(
    tx: Transaction,
    { packName, sequence }: PackChange,
    afterCaseId: string | null,
    isDone: boolean,
  ): Promise<void> {
    await tx.query(ADVANCE, [packName, sequence, afterCaseId, isDone]);
  }

  /** Since when the oldest one waits that not all cases have heard of; null when there is none. */
  async waitingSince(db: Queryable): Promise<number | null> {
    const { rows } = await db.query<{ at: Date | null }>(
      'select min(effective_at) as at from pack_changes where not is_done',
    );
    return rows[0]?.at?.getTime() ?? null;
  }
}

function readChange(row: ChangeColumns): PackChange {
  return {
    packName: row.pack_name,
    sequence: Number(row.sequence),
    version: row.version,
    effectiveAt: row.effective_at.getTime(),
    eventId: row.event_id,
  };
}
