import type { Transaction } from '@caseloop/messaging';
import type { CaseFact } from './domain/case-fact.js';
import type { ClockFact } from './domain/clock-fact.js';

export interface RequestFact {
  readonly request_id: string;
  readonly partner: string;
  readonly status: 'accepted' | 'rejected';
  readonly code: string | null;
  readonly transport: string | null;
  readonly case_id: string | null;
  readonly received_at: string;
}

export interface NotificationFact {
  readonly message_id: string;
  readonly case_id: string | null;
  readonly recipient: string;
  readonly channel: string;
  readonly template: string;
  readonly state: string;
  readonly planned_at: string | null;
  readonly handed_over_at: string | null;
  readonly failed_at: string | null;
}

export interface SatisfactionFact {
  readonly rating_id: string;
  readonly case_id: string;
  readonly cycle: number;
  readonly score: number | null;
  readonly scale: string;
  readonly band: string;
  readonly sentiment: string;
  readonly rated_at: string;
}

/** Every table of facts with the name of its key and the type of its rows. */
interface Facts {
  fact_requests: { key: 'request_id'; row: RequestFact };
  fact_cases: { key: 'case_id'; row: CaseFact };
  fact_clocks: { key: 'clock_id'; row: ClockFact };
  fact_notifications: { key: 'message_id'; row: NotificationFact };
  fact_satisfaction: { key: 'rating_id'; row: SatisfactionFact };
}
type Table = keyof Facts;
type Row<T extends Table> = Facts[T]['row'];

/** The facts with these keys, as they were stored; one statement. Rows come as JSON: instants stay text. */
export async function loadFacts<T extends Table>(
  tx: Transaction,
  table: T,
  key: Facts[T]['key'],
  ids: readonly string[],
): Promise<Map<string, Row<T>>> {
  if (ids.length === 0) return new Map();
  const { rows } = await tx.prepared<{ id: string; fact: Row<T> }>(
    `load_${table}`,
    `select ${key} as id, to_jsonb(f) as fact from ${table} f where ${key} = any($1::uuid[])`,
    [ids],
  );
  return new Map(rows.map(({ id, fact }) => [id, fact]));
}

/** Stores facts, each in place of the one with its key; one statement for all. */
export async function storeFacts<T extends Table>(
  tx: Transaction,
  table: T,
  key: Facts[T]['key'],
  rows: readonly Row<T>[],
): Promise<void> {
  if (rows.length === 0) return;
  // In one order, wherever the row came from: a prepared statement is one text.
  const columns = Object.keys(rows[0]!)
    .filter((column) => column !== key)
    .sort();
  const changes = columns.map((column) => `${column} = excluded.${column}`).join(', ');
  await tx.prepared(
    `store_${table}`,
    `insert into ${table} (${key}, ${columns.join(', ')})
     select ${key}, ${columns.join(', ')} from json_populate_recordset(null::${table}, $1::json)
     on conflict (${key}) do update set ${changes}`,
    [JSON.stringify(rows)],
  );
}
