import type { Transaction } from '@caseloop/messaging';
import type { PartnerAgreement } from './domain/choose-pack.js';

/** The small registers of intake: case numbers, and what is agreed with partners. */
export class RegistersRepository {
  /**
   * Takes `counts` numbers per prefix and gives the last one of each. The rows stay locked until the commit, so
   * numbers have no holes; taken in one order, so batches cannot wait for each other in a circle.
   */
  async takeNumbers(tx: Transaction, counts: ReadonlyMap<string, number>): Promise<Map<string, number>> {
    if (counts.size === 0) return new Map();
    const { rows } = await tx.prepared<{ prefix: string; last: string }>(
      'number_counters_take',
      `insert into number_counters as counter (prefix, last)
       select prefix, taken from unnest($1::text[], $2::bigint[]) as given (prefix, taken) order by prefix
       on conflict (prefix) do update set last = counter.last + excluded.last
       returning prefix, last`,
      [[...counts.keys()], [...counts.values()]],
    );
    return new Map(rows.map(({ prefix, last }) => [prefix, Number(last)]));
  }

  async agreements(tx: Transaction, partners: readonly string[]): Promise<Map<string, PartnerAgreement>> {
    const { rows } = await tx.prepared<{ id: string; default_pack: string | null; unit: string | null }>(
      'partners_agreements',
      'select id, default_pack, unit from partners where id = any($1::text[])',
      [partners],
    );
    return new Map(rows.map((row) => [row.id, { defaultPack: row.default_pack, unit: row.unit }]));
  }
}
