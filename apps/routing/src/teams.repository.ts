import type { Transaction } from '@caseloop/messaging';
import type { Labels } from '@caseloop/policy';
import type { Queryable } from '@caseloop/service';

export interface Team {
  readonly id: string;
  /** Null until a pack or a person says whose team it is. */
  readonly unit: string | null;
  readonly label: Labels | null;
}

/** Whose team it is and how it is called stays as it was said first. */
const ADD = `insert into teams (id, unit, label)
  select id, unit, label::jsonb from unnest($1::text[], $2::text[], $3::text[]) as new (id, unit, label)
  order by id collate "C"
  on conflict (id) do update
    set unit = coalesce(teams.unit, excluded.unit), label = coalesce(teams.label, excluded.label)
    where teams.unit is null or teams.label is null`;

/** Locks nothing that is there already: the order of locks is `LOCK`'s to keep. */
const ENSURE = `insert into teams (id) select id from unnest($1::text[]) as new (id)
  order by id collate "C" on conflict (id) do nothing`;

const PUT = `insert into teams (id, unit, label) values ($1, $2, $3)
  on conflict (id) do update
    set unit = coalesce(excluded.unit, teams.unit), label = coalesce(excluded.label, teams.label)`;

const LOCK = 'select id from teams where id = any($1::text[]) order by id collate "C" for update';
const LIST = 'select id, unit, label from teams where id > $1 order by id limit $2';

export class TeamsRepository {
  /** Adds teams that are not there yet, and completes those of which not all was known. */
  async add(tx: Transaction, teams: readonly Team[]): Promise<void> {
    if (teams.length === 0) return;
    const named = [...new Map(teams.map((team) => [team.id, team])).values()];
    await tx.prepared('teams_add', ADD, [
      named.map(({ id }) => id),
      named.map(({ unit }) => unit),
      named.map(({ label }) => (label === null ? null : JSON.stringify(label))),
    ]);
  }

  /** Makes sure that there is a row for each of these ids, of which nothing else may be known. */
  async ensure(tx: Transaction, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await tx.prepared('teams_ensure', ENSURE, [[...new Set(ids)]]);
  }

  /**
   * Everybody who decides for a team, or changes what such a decision depends on, holds its row. So nobody is given
   * more than fits, and no place becomes free unnoticed. Order of locks everywhere: cases, teams, agents.
   */
  async lock(tx: Transaction, teams: readonly string[]): Promise<void> {
    await tx.prepared('teams_lock', LOCK, [teams]);
  }

  /** What is said now stands; what is left out stays as it was. */
  async put(tx: Transaction, team: Team): Promise<void> {
    await tx.query(PUT, [team.id, team.unit, team.label === null ? null : JSON.stringify(team.label)]);
  }

  async get(db: Queryable, id: string): Promise<Team | null> {
    const { rows } = await db.query<Team>('select id, unit, label from teams where id = $1', [id]);
    return rows[0] ?? null;
  }

  /** Teams after an id, in the order of their ids. */
  async list(db: Queryable, after: string | null, limit: number): Promise<Team[]> {
    return (await db.query<Team>(LIST, [after ?? '', limit])).rows;
  }

  async allIds(db: Queryable): Promise<string[]> {
    return (await db.query<{ id: string }>('select id from teams order by id')).rows.map(({ id }) => id);
  }
}
