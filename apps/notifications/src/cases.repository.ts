import type { CaseStatus, Channel } from '@caseloop/contracts';
import type { Transaction } from '@caseloop/messaging';
import type { RuleInput } from '@caseloop/policy';
import type { Queryable } from '@caseloop/service';
import type { CaseSnapshot, Contact } from './domain/snapshot.js';

const COLUMNS = `case_id, number, unit, pack_name, pack_version, correlation_id, customer_id, opened_at, occurred_at,
  service_ended_at, status, cycle, type, urgency, team, holder, first_responsible, channel, language,
  preferred_channel, is_accepted, resolved_at, input, contact`;

const LOAD = `select ${COLUMNS} from notification_cases where case_id = any($1::uuid[])`;
/** Whoever follows a case holds its row; whoever only tells of it does not. */
const LOAD_LOCKED = `${LOAD} order by case_id for update`;

const SAVE = `insert into notification_cases (${COLUMNS})
  select ${COLUMNS} from jsonb_populate_recordset(null::notification_cases, $1::jsonb)
  on conflict (case_id) do update set status = excluded.status, cycle = excluded.cycle, type = excluded.type,
    urgency = excluded.urgency, team = excluded.team, holder = excluded.holder,
    first_responsible = excluded.first_responsible, is_accepted = excluded.is_accepted,
    resolved_at = excluded.resolved_at, input = excluded.input`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface Row {
  case_id: string;
  number: string;
  unit: string;
  customer_id: string | null;
  pack_name: string;
  pack_version: string;
  correlation_id: string | null;
  opened_at: Date;
  occurred_at: Date;
  service_ended_at: Date | null;
  status: CaseStatus;
  cycle: number;
  type: string;
  urgency: string;
  team: string | null;
  holder: string | null;
  first_responsible: string | null;
  channel: Channel;
  language: string | null;
  preferred_channel: Channel | null;
  is_accepted: boolean;
  resolved_at: Date | null;
  input: RuleInput;
  contact: Contact | null;
}

export class CasesRepository {
  /** The known ones of these cases, by id; locked for whoever follows them. */
  async load(tx: Transaction, caseIds: readonly string[], lock: boolean): Promise<Map<string, CaseSnapshot>> {
    const name = lock ? 'notification_cases_lock' : 'notification_cases_load';
    const { rows } = await tx.prepared<Row>(name, lock ? LOAD_LOCKED : LOAD, [caseIds]);
    return new Map(rows.map((row) => [row.case_id, fromRow(row)]));
  }

  async save(tx: Transaction, snapshots: readonly CaseSnapshot[]): Promise<void> {
    if (snapshots.length === 0) return;
    await tx.prepared('notification_cases_save', SAVE, [JSON.stringify(snapshots.map(toRow))]);
  }

  /** The id of the case that an id or a number names; null when there is none. */
  async find(db: Queryable, idOrNumber: string): Promise<string | null> {
    const column = UUID.test(idOrNumber) ? 'case_id' : 'number';
    const { rows } = await db.query<{ case_id: string }>(
      `select case_id from notification_cases where ${column} = $1`,
      [idOrNumber],
    );
    return rows[0]?.case_id ?? null;
  }
}

function fromRow(row: Row): CaseSnapshot {
  return {
    caseId: row.case_id,
    number: row.number,
    unit: row.unit,
    customerId: row.customer_id,
    pack: { name: row.pack_name, version: row.pack_version },
    correlationId: row.correlation_id,
    openedAt: row.opened_at.getTime(),
    occurredAt: row.occurred_at.toISOString(),
    serviceEndedAt: row.service_ended_at?.toISOString() ?? null,
    status: row.status,
    cycle: row.cycle,
    type: row.type,
    urgency: row.urgency,
    team: row.team,
    holder: row.holder,
    firstResponsible: row.first_responsible,
    channel: row.channel,
    language: row.language,
    preferredChannel: row.preferred_channel,
    isAccepted: row.is_accepted,
    resolvedAt: row.resolved_at?.getTime() ?? null,
    input: row.input,
    contact: row.contact,
  };
}

function toRow(snapshot: CaseSnapshot): Record<keyof Row, unknown> {
  return {
    case_id: snapshot.caseId,
    number: snapshot.number,
    unit: snapshot.unit,
    customer_id: snapshot.customerId,
    pack_name: snapshot.pack.name,
    pack_version: snapshot.pack.version,
    correlation_id: snapshot.correlationId,
    opened_at: new Date(snapshot.openedAt).toISOString(),
    occurred_at: snapshot.occurredAt,
    service_ended_at: snapshot.serviceEndedAt,
    status: snapshot.status,
    cycle: snapshot.cycle,
    type: snapshot.type,
    urgency: snapshot.urgency,
    team: snapshot.team,
    holder: snapshot.holder,
    first_responsible: snapshot.firstResponsible,
    channel: snapshot.channel,
    language: snapshot.language,
    preferred_channel: snapshot.preferredChannel,
    is_accepted: snapshot.isAccepted,
    resolved_at: snapshot.resolvedAt === null ? null : new Date(snapshot.resolvedAt).toISOString(),
    input: snapshot.input,
    contact: snapshot.contact,
  };
}
