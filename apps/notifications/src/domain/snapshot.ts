import type { AnyEvent, CaseStatus, CaseloopEvent, Channel, EventType } from '@caseloop/contracts';
import { type RuleInput, caseInput } from '@caseloop/policy';
import { cut } from './cut.js';

type CaseEventType = Extract<EventType, `case.${string}`>;
export type CaseEvent = { [T in CaseEventType]: CaseloopEvent<T> }[CaseEventType];

export function isCaseEvent(event: AnyEvent): event is CaseEvent {
  return event.type.startsWith('case.');
}

export interface AccountIds {
  readonly memberId?: string;
  readonly accountId?: string;
  readonly externalId?: string;
}

/** Who the customer is and how to reach them; kept apart from all else, so that it can be erased. */
export interface Contact {
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
  /** By what apps and chats know them; absent where nothing is known. */
  readonly ids?: AccountIds;
  /** What the case is about, in a few words. */
  readonly summary: string;
}

/** A case as far as its messages have to know it. A value; each event makes the next one. */
export interface CaseSnapshot {
  readonly caseId: string;
  readonly number: string;
  readonly unit: string;
  /** Null for a case opened before messages were counted by customer. */
  readonly customerId: string | null;
  readonly pack: { readonly name: string; readonly version: string };
  readonly correlationId: string | null;
  readonly openedAt: number;
  readonly occurredAt: string;
  readonly serviceEndedAt: string | null;
  readonly status: CaseStatus;
  readonly cycle: number;
  readonly type: string;
  readonly urgency: string;
  readonly team: string | null;
  readonly holder: string | null;
  readonly firstResponsible: string | null;
  /** The channel the case came by. */
  readonly channel: Channel;
  readonly language: string | null;
  readonly preferredChannel: Channel | null;
  /** Whether the customer was told that the case is accepted: said once, however often it is assigned. */
  readonly isAccepted: boolean;
  /** When it was resolved, while it is. */
  readonly resolvedAt: number | null;
  /** What rules are matched against. */
  readonly input: RuleInput;
  /** Null once the person was erased. */
  readonly contact: Contact | null;
}

/** Characters of the customer's own words that stand for a summary nobody wrote. */
const SUMMARY_LENGTH = 80;

export function opened(event: CaseloopEvent<'case.opened.v1'>): CaseSnapshot {
  const { data } = event;
  return {
    caseId: event.subject,
    number: data.number,
    unit: data.unit,
    customerId: data.customer.id,
    pack: { name: data.pack.name, version: data.pack.version },
    correlationId: event.correlationid ?? null,
    openedAt: Date.parse(event.time),
    occurredAt: data.occurredAt,
    serviceEndedAt: data.serviceEndedAt ?? null,
    status: data.status,
    cycle: data.cycle,
    type: data.type,
    urgency: data.urgency,
    team: null,
    holder: null,
    firstResponsible: null,
    channel: data.channel,
    language: data.customer.language ?? null,
    preferredChannel: data.customer.preferredChannel ?? null,
    isAccepted: false,
    resolvedAt: null,
    input: caseInput(data),
    contact: contactOf(data.personal),
  };
}

function contactOf(personal: CaseloopEvent<'case.opened.v1'>['data']['personal']): Contact | null {
  if (personal === null) return null;
  const { customer, summary, verbatim } = personal;
  return {
    name: customer.name,
    phone: customer.phone ?? null,
    email: customer.email ?? null,
    ids: idsOf(customer),
    summary: summary ?? cut(verbatim, SUMMARY_LENGTH),
  };
}

function idsOf({ memberId, accountId, externalId }: AccountIds): AccountIds {
  return {
    ...(memberId === undefined ? {} : { memberId }),
    ...(accountId === undefined ? {} : { accountId }),
    ...(externalId === undefined ? {} : { externalId }),
  };
}

/** The case after one more event of its stream. */
export function follow(snapshot: CaseSnapshot, event: CaseEvent): CaseSnapshot {
  const { status, cycle } = event.data;
  const next = { ...snapshot, status, cycle, resolvedAt: status === 'resolved' ? snapshot.resolvedAt : null };
  switch (event.type) {
    case 'case.assigned.v1':
    case 'case.taken.v1':
    case 'case.transferred.v1':
      return { ...next, team: event.data.team ?? next.team, holder: event.data.holder };
    case 'case.declined.v1':
      return { ...next, team: event.data.team ?? next.team, holder: null };
    case 'case.contacted.v1':
      return { ...next, firstResponsible: event.data.firstResponsible ?? next.firstResponsible };
    case 'case.classified.v1':
    case 'case.reclassified.v1':
      return reclassified(next, event.data.type, event.data.urgency);
    case 'case.resolved.v1':
      return { ...next, resolvedAt: Date.parse(event.time) };
    default:
      return next;
  }
}

function reclassified(snapshot: CaseSnapshot, type: string, urgency: string): CaseSnapshot {
  return { ...snapshot, type, urgency, input: { ...snapshot.input, type, urgency } };
}
