import type { AnyEvent, CaseStatus } from '@caseloop/contracts';

/** One case as analytics counts it: its traits as dimensions, its milestones, how often it took a turn. Instants are RFC 3339. */
export interface CaseFact {
  readonly case_id: string;
  readonly number: string;
  readonly unit: string;
  readonly pack_name: string;
  readonly pack_version: string;
  readonly source: string;
  readonly channel: string;
  readonly partner: string;
  readonly type: string;
  readonly urgency: string;
  readonly is_urgent: boolean;
  readonly team: string | null;
  readonly holder: string | null;
  readonly customer_id: string;
  readonly customer_class: string | null;
  readonly member_tier: string | null;
  readonly industry: string | null;
  readonly region: string | null;
  readonly product_name: string | null;
  readonly product_module: string | null;
  readonly status: CaseStatus;
  readonly cycle: number;
  readonly outcome: string | null;
  readonly opened_at: string;
  readonly first_contact_at: string | null;
  readonly first_resolved_at: string | null;
  readonly last_resolved_at: string | null;
  readonly confirmed_at: string | null;
  readonly closed_at: string | null;
  readonly archived_at: string | null;
  readonly transfer_count: number;
  readonly escalation_count: number;
}

/** Whether an urgency is the highest one of the case's pack. */
export type IsUrgent = (urgency: string) => boolean;

type Opened = Extract<AnyEvent, { type: 'case.opened.v1' }>;

/** The fact as it is when the case opens. */
export function openedFact({ subject, time, data }: Opened, isUrgent: IsUrgent): CaseFact {
  return {
    case_id: subject,
    number: data.number,
    unit: data.unit,
    pack_name: data.pack.name,
    pack_version: data.pack.version,
    source: data.source,
    channel: data.channel,
    partner: data.partner,
    type: data.type,
    urgency: data.urgency,
    is_urgent: isUrgent(data.urgency),
    team: null,
    holder: null,
    customer_id: data.customer.id,
    customer_class: data.customer.customerClass ?? null,
    member_tier: data.customer.memberTier ?? null,
    industry: data.customer.industry ?? null,
    region: data.customer.region ?? null,
    product_name: data.product?.name ?? null,
    product_module: data.product?.module ?? null,
    status: data.status,
    cycle: data.cycle,
    outcome: null,
    opened_at: time,
    first_contact_at: null,
    first_resolved_at: null,
    last_resolved_at: null,
    confirmed_at: null,
    closed_at: null,
    archived_at: null,
    transfer_count: 0,
    escalation_count: 0,
  };
}

/** The fact after one more event of the case. */
export function nextFact(fact: CaseFact, event: AnyEvent, isUrgent: IsUrgent): CaseFact {
  const state = 'cycle' in event.data && 'status' in event.data ? stateOf(event.data) : {};
  return { ...fact, ...state, ...changeOf(fact, event, isUrgent) };
}

const stateOf = ({ status, cycle }: { status: CaseStatus; cycle: number }) => ({ status, cycle });

function changeOf(fact: CaseFact, event: AnyEvent, isUrgent: IsUrgent): Partial<CaseFact> {
  const { time } = event;
  switch (event.type) {
    case 'case.assigned.v1':
      return { team: event.data.team, holder: event.data.holder };
    case 'case.taken.v1':
      return { team: event.data.team ?? fact.team, holder: event.data.holder };
    case 'case.declined.v1':
      return { holder: null };
    case 'case.transferred.v1':
      return { team: event.data.team, holder: event.data.holder, transfer_count: fact.transfer_count + 1 };
    case 'case.contacted.v1':
      return event.data.first ? { first_contact_at: fact.first_contact_at ?? time } : {};
    case 'case.escalated.v1':
      return { escalation_count: fact.escalation_count + 1 };
    case 'case.reclassified.v1':
      return { type: event.data.type, urgency: event.data.urgency, is_urgent: isUrgent(event.data.urgency) };
    case 'case.resolved.v1':
      return { first_resolved_at: fact.first_resolved_at ?? time, last_resolved_at: time };
    case 'case.confirmed.v1':
      return { confirmed_at: time };
    case 'case.reopened.v1':
      return { confirmed_at: null, closed_at: null, outcome: null };
    case 'case.closed.v1':
      return { closed_at: time, outcome: event.data.outcome };
    case 'case.archived.v1':
      return { archived_at: time };
    default:
      return {};
  }
}
