import type { Transaction } from '@caseloop/messaging';
import type { Queryable } from '@caseloop/service';
import type { Agent, Presence } from './domain/agent.js';
import { CASE_WEIGHT } from './domain/routing-case.js';

/** What is said of an agent when they are declared; presence and idleness are kept by routing. */
export interface AgentDeclaration {
  readonly id: string;
  readonly name: string | null;
  readonly teams: readonly string[];
  readonly roles: readonly string[];
  readonly skills: readonly string[];
  readonly languages: readonly string[];
  readonly unit: string | null;
  readonly capacity: number;
}

/** An agent as the outside sees them. */
export interface AgentView extends Agent {
  readonly name: string | null;
  readonly presentSince: number;
}

const LOCK_AGENTS = `select id from agents where teams && $1::text[] or cardinality(teams) = 0
  order by id for update`;

const AGENTS = `select a.id, a.name, a.teams, a.roles, a.skills, a.languages, a.unit, a.capacity, a.presence,
    a.present_since, a.idle_since, a.declared_order, held.cases
  from agents a
  cross join lateral (
    select count(*)::integer as cases from routing_cases
    where holder = a.id
      and status in ('registered', 'assigned', 'inProgress', 'waitingCustomer', 'waitingThirdParty')
  ) held`;

const AGENTS_OF_TEAMS = `${AGENTS} where a.teams && $1::text[] or cardinality(a.teams) = 0 order by a.declared_order`;
const AGENT = `${AGENTS} where a.id = $1`;
const AGENTS_PAGE = `${AGENTS} where a.id > $1 and ($3::text is null or $3 = any(a.teams)) order by a.id limit $2`;

const DECLARE = `insert into agents
    (id, name, teams, roles, skills, languages, unit, capacity, presence, present_since, idle_since)
  values ($1, $2, $3, $4, $5, $6, $7, $8, 'online', $9, $9)
  on conflict (id) do update set name = excluded.name, teams = excluded.teams, roles = excluded.roles,
    skills = excluded.skills, languages = excluded.languages, unit = excluded.unit, capacity = excluded.capacity`;

/** Saying again that one is present does not make one idle since now. */
const SET_PRESENCE = `update agents set presence = $2, present_since = $3, idle_since = $3
  where id = $1 and presence <> $2`;

const MARK_BUSY = 'update agents set idle_since = $2 where id = any($1::text[])';

interface AgentRow {
  id: string;
  name: string | null;
  teams: string[];
  roles: string[];
  skills: string[];
  languages: string[];
  unit: string | null;
  capacity: number;
  presence: Presence;
  present_since: Date;
  idle_since: Date;
  declared_order: number;
  cases: number;
}

export class AgentsRepository {
  /** Locks everybody who could be given cases of these teams; after the teams (see `TeamsRepository.lock`). */
  async lock(tx: Transaction, teams: readonly string[]): Promise<AgentView[]> {
    await tx.prepared('agents_lock', LOCK_AGENTS, [teams]);
    // Read after the locks, in a statement of its own: it sees what the transactions waited for have written.
    const { rows } = await tx.prepared<AgentRow>('agents_of_teams', AGENTS_OF_TEAMS, [teams]);
    return rows.map(fromRow);
  }

  /** The teams an agent's places belong to; all of them for somebody who acts by role alone. */
  async teamsOf(db: Queryable, agents: readonly string[]): Promise<string[]> {
    const { rows } = await db.query<{ id: string }>(
      `select distinct t.id from teams t join agents a on t.id = any(a.teams) or cardinality(a.teams) = 0
       where a.id = any($1::text[])`,
      [agents],
    );
    return rows.map(({ id }) => id);
  }

  async declare(tx: Transaction, agent: AgentDeclaration, now: number): Promise<void> {
    const { id, name, teams, roles, skills, languages, unit, capacity } = agent;
    await tx.query(DECLARE, [id, name, teams, roles, skills, languages, unit, capacity, new Date(now)]);
  }

  /** Whether anything changed. */
  async setPresence(tx: Transaction, id: string, presence: Presence, now: number): Promise<boolean> {
    return (await tx.query(SET_PRESENCE, [id, presence, new Date(now)])).rowCount > 0;
  }

  async markBusy(tx: Transaction, ids: readonly string[], now: number): Promise<void> {
    if (ids.length > 0) await tx.prepared('agents_mark_busy', MARK_BUSY, [ids, new Date(now)]);
  }

  async get(db: Queryable, id: string): Promise<AgentView | null> {
    const { rows } = await db.query<AgentRow>(AGENT, [id]);
    return rows[0] === undefined ? null : fromRow(rows[0]);
  }

  /** Agents after an id, in the order of their ids; of one team where it is given. */
  async list(db: Queryable, after: string | null, limit: number, team: string | null): Promise<AgentView[]> {
    const { rows } = await db.query<AgentRow>(AGENTS_PAGE, [after ?? '', limit, team]);
    return rows.map(fromRow);
  }
}

function fromRow(row: AgentRow): AgentView {
  return {
    id: row.id,
    name: row.name,
    teams: row.teams,
    roles: row.roles,
    skills: row.skills,
    languages: row.languages,
    unit: row.unit,
    capacity: row.capacity,
    presence: row.presence,
    presentSince: row.present_since.getTime(),
    idleSince: row.idle_since.getTime(),
    declaredOrder: row.declared_order,
    load: row.cases * CASE_WEIGHT,
  };
}
