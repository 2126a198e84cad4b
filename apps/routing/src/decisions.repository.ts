import type { Transaction } from '@caseloop/messaging';
import type { Queryable } from '@caseloop/service';
import type { Candidate } from './domain/choose.js';
import { CANDIDATES_KEPT_MAX } from './limits.js';

/** One answer to "who gets this case", with everybody who was looked at. */
export interface Decision {
  readonly id: string;
  readonly caseId: string;
  /** Counts the decisions of a case from 1. */
  readonly n: number;
  readonly at: number;
  readonly team: string | null;
  readonly holder: string | null;
  readonly reason: string;
  readonly rule: string | null;
  readonly candidates: readonly Candidate[];
  readonly candidateCount: number;
}

const COLUMNS = 'id, case_id, n, decided_at, team, holder, reason, rule, candidates, candidate_count';
const ADD = `insert into routing_decisions (${COLUMNS})
  select ${COLUMNS} from jsonb_populate_recordset(null::routing_decisions, $1::jsonb)`;
const OF_CASE = `select ${COLUMNS} from routing_decisions
  where case_id = $1 and ($2::integer is null or n < $2) order by n desc limit $3`;

interface Row {
  id: string;
  case_id: string;
  n: number;
  decided_at: Date;
  team: string | null;
  holder: string | null;
  reason: string;
  rule: string | null;
  candidates: Candidate[];
  candidate_count: number;
}

export class DecisionsRepository {
  async add(tx: Transaction, decisions: readonly Decision[]): Promise<void> {
    if (decisions.length === 0) return;
    const rows = decisions.map((decision) => ({
      id: decision.id,
      case_id: decision.caseId,
      n: decision.n,
      decided_at: new Date(decision.at).toISOString(),
      team: decision.team,
      holder: decision.holder,
      reason: decision.reason,
      rule: decision.rule,
      candidates: decision.candidates.slice(0, CANDIDATES_KEPT_MAX),
      candidate_count: decision.candidateCount,
    }));
    await tx.prepared('routing_decisions_add', ADD, [JSON.stringify(rows)]);
  }

  /** The decisions of a case, newest first; those before the n-th where `before` is given. */
  async ofCase(db: Queryable, caseId: string, before: number | null, limit: number): Promise<Decision[]> {
    const { rows } = await db.query<Row>(OF_CASE, [caseId, before, limit]);
    return rows.map((row) => ({
      id: row.id,
      caseId: row.case_id,
      n: row.n,
      at: row.decided_at.getTime(),
      team: row.team,
      holder: row.holder,
      reason: row.reason,
      rule: row.rule,
      candidates: row.candidates,
      candidateCount: row.candidate_count,
    }));
  }
}
