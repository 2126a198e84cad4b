import type { CaseStatus } from '@caseloop/contracts';
import type { Transaction } from '@caseloop/messaging';
import type { RuleInput } from '@caseloop/policy';
import type { Queryable } from '@caseloop/service';
import type { RoutingCase } from './domain/routing-case.js';
import { QUEUE_PAGE } from './limits.js';

/** Dates as Postgres takes them out of JSON, so that arrays of words need no unnesting. */
const COLUMNS = `case_id, number, unit, pack_name, pack_version, correlation_id, opened_at, status, urgency, urgency_rank,
  is_vip, customer_id, language, input, supervisory_roles, team, role, skills, rule, holder, held_since,
  first_responsible, declined_by, waiting_since, stalled_at, decisions`;

const LOAD = `select ${COLUMNS} from routing_cases where case_id = any($1::uuid[]) order by case_id for update`;

/**
 * Cases that another transaction has in hand are skipped: it has read newer events of them and decides itself.
 * (Waiting for it here could also deadlock, since it waits for the teams this one has locked.)
 */
const LOAD_QUEUE = `select ${COLUMNS} from routing_cases
  where waiting_since is not null and team = any($1::text[]) and not (case_id = any($2::uuid[]))
  order by urgency_rank desc, is_vip desc, opened_at, case_id
  limit ${QUEUE_PAGE} for update skip locked`;

const SAVE = `insert into routing_cases (${COLUMNS})
  select ${COLUMNS} from jsonb_populate_recordset(null::routing_cases, $1::jsonb)
  on conflict (case_id) do update set
    status = excluded.status, urgency = excluded.urgency, urgency_rank = excluded.urgency_rank,
    input = excluded.input, team = excluded.team, role = excluded.role, skills = excluded.skills,
    rule = excluded.rule, holder = excluded.holder, held_since = excluded.held_since,
    first_responsible = excluded.first_responsible, declined_by = excluded.declined_by,
    waiting_since = excluded.waiting_since, stalled_at = excluded.stalled_at, decisions = excluded.decisions`;

/** A customer's last agent is whoever held a case of theirs last, an open one included. */
const LAST_AGENTS = `select distinct on (customer_id) customer_id, holder from routing_cases
  where customer_id = any($1::uuid[]) and holder is not null
  order by customer_id, held_since desc, case_id`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface Row {
  case_id: string;
  number: string | null;
  unit: string;
  pack_name: string;
  pack_version: string;
  correlation_id: string | null;
  opened_at: Date;
  status: CaseStatus;
  urgency: string;
  urgency_rank: number;
  is_vip: boolean;
  customer_id: string;
  language: string | null;
  input: RuleInput;
  supervisory_roles: string[];
  team: string | null;
  role: string | null;
  skills: string[];
  rule: string | null;
  holder: string | null;
  held_since: Date | null;
  first_responsible: string | null;
  declined_by: string[];
  waiting_since: Date | null;
  stalled_at: Date | null;
  decisions: number;
}

export class RoutingCasesRepository {
  /** The known ones of these cases, locked. */
  async load(tx: Transaction, caseIds: readonly string[]): Promise<RoutingCase[]> {
    const { rows } = await tx.prepared<Row>('routing_cases_load', LOAD, [caseIds]);
    return rows.map(fromRow);
  }

  /** The next page of the teams' queue, locked, without the cases in `seen`. */
  async loadQueue(
    tx: Transaction,
    teams: readonly string[],
    seen: readonly string[],
  ): Promise<RoutingCase[]> {
    const { rows } = await tx.prepared<Row>('routing_cases_load_queue', LOAD_QUEUE, [teams, seen]);
    return rows.map(fromRow);
  }

  async save(tx: Transaction, cases: readonly RoutingCase[]): Promise<void> {
    if (cases.length === 0) return;
    await tx.prepared('routing_cases_save', SAVE, [JSON.stringify(cases.map(toRow))]);
  }

  /** Who last held a case, by customer. */
  async lastAgents(tx: Transaction, customerIds: readonly string[]): Promise<Map<string, string>> {
    const { rows } = await tx.prepared<{ customer_id: string; holder: string }>(
      'routing_cases_last_agents',
      LAST_AGENTS,
      [customerIds],
    );
    return new Map(rows.map((row) => [row.customer_id, row.holder]));
  }

  /** The id of the case that an id or a number names; null when there is none. One without decisions is known too. */
  async find(db: Queryable, idOrNumber: string): Promise<string | null> {
    const column = UUID.test(idOrNumber) ? 'case_id' : 'number';
    const { rows } = await db.query<{ case_id: string }>(
      `select case_id from routing_cases where ${column} = $1`,
      [idOrNumber],
    );
    return rows[0]?.case_id ?? null;
  }
}

function fromRow(row: Row): RoutingCase {
  return {
    caseId: row.case_id,
    number: row.number,
    unit: row.unit,
    pack: { name: row.pack_name, version: row.pack_version },
    correlationId: row.correlation_id,
    openedAt: row.opened_at.getTime(),
    status: row.status,
    urgency: row.urgency,
    urgencyRank: row.urgency_rank,
    isVip: row.is_vip,
    customerId: row.customer_id,
    language: row.language,
    input: row.input,
    supervisoryRoles: row.supervisory_roles,
    route: { team: row.team, role: row.role, skills: row.skills, rule: row.rule },
    holder: row.holder,
    heldSince: row.held_since?.getTime() ?? null,
    firstResponsible: row.first_responsible,
    declinedBy: row.declined_by,
    waitingSince: row.waiting_since?.getTime() ?? null,
    stalledAt: row.stalled_at?.getTime() ?? null,
    decisions: row.decisions,
  };
}

function toRow(routed: RoutingCase): Record<keyof Row, unknown> {
  return {
    case_id: routed.caseId,
    number: routed.number,
    unit: routed.unit,
    pack_name: routed.pack.name,
    pack_version: routed.pack.version,
    correlation_id: routed.correlationId,
    opened_at: iso(routed.openedAt),
    status: routed.status,
    urgency: routed.urgency,
    urgency_rank: routed.urgencyRank,
    is_vip: routed.isVip,
    customer_id: routed.customerId,
    language: routed.language,
    input: routed.input,
    supervisory_roles: routed.supervisoryRoles,
    team: routed.route.team,
    role: routed.route.role,
    skills: routed.route.skills,
    rule: routed.route.rule,
    holder: routed.holder,
    held_since: iso(routed.heldSince),
    first_responsible: routed.firstResponsible,
    declined_by: routed.declinedBy,
    waiting_since: iso(routed.waitingSince),
    stalled_at: iso(routed.stalledAt),
    decisions: routed.decisions,
  };
}

function iso(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
