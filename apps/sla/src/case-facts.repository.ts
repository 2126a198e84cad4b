import type { EventType, Source } from '@caseloop/contracts';
import type { Transaction } from '@caseloop/messaging';
import { timestamp } from './clock-columns.js';
import type { Fact } from './domain/facts.js';

/** A fact with the case it is about. */
export interface CaseFact extends Fact {
  readonly caseId: string;
}

interface FactColumns {
  readonly case_id: string;
  readonly source: Source;
  /** bigint comes as text. */
  readonly sequence: string;
  readonly type: EventType;
  readonly happened_at: Date;
  readonly data: Record<string, unknown>;
}

const OF_CASES = `
select case_id, source, sequence, type, happened_at, data from case_facts where case_id = any($1::uuid[])`;

const ADD = `
insert into case_facts (case_id, source, sequence, type, happened_at, data)
select * from unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::timestamptz[], $6::jsonb[])`;

/** What happened to the cases; only ever added to. */
export class CaseFactsRepository {
  async ofCases(tx: Transaction, caseIds: readonly string[]): Promise<CaseFact[]> {
    const { rows } = await tx.prepared<FactColumns>('sla_facts_of_cases', OF_CASES, [caseIds]);
    return rows.map(({ case_id, source, sequence, type, happened_at, data }) => ({
      caseId: case_id,
      source,
      sequence: Number(sequence),
      type,
      time: happened_at.getTime(),
      data,
    }));
  }

  async add(tx: Transaction, facts: readonly CaseFact[]): Promise<void> {
    if (facts.length === 0) return;
    await tx.prepared('sla_facts_add', ADD, [
      facts.map(({ caseId }) => caseId),
      facts.map(({ source }) => source),
      facts.map(({ sequence }) => sequence),
      facts.map(({ type }) => type),
      facts.map(({ time }) => timestamp(time)),
      facts.map(({ data }) => JSON.stringify(data)),
    ]);
  }
}
