import type { CustomerIdentity, CustomerTraits, PackRef, RequestAccepted } from '@caseloop/contracts';
import type { Classification } from '@caseloop/policy';
import { formatInstant } from '@caseloop/service-time';
import { readInstant } from './instant.js';
import type { ServiceRequest, StatedCustomer } from './service-request.js';

/** The part of `request.accepted` that the case carries from its registration on. */
export type RegisteredFacts = Omit<
  RequestAccepted,
  'requestId' | 'key' | 'caseId' | 'caseNumber' | 'transport'
>;

export interface Registration {
  readonly request: ServiceRequest;
  readonly partner: string;
  readonly unit: string;
  readonly pack: PackRef;
  readonly classification: Classification;
  readonly customer: CustomerTraits;
}

/** A request as the services further on know it: checked, classified, with everything personal in one place. */
export function registeredFacts(registration: Registration): RegisteredFacts {
  const { request, partner, unit, pack, classification, customer } = registration;
  return withoutAbsent({
    unit,
    pack,
    source: request.source,
    channel: request.channel,
    type: classification.type,
    scene: request.scene,
    urgency: classification.urgency,
    rule: classification.rule,
    typeProposed: classification.typeProposed,
    urgencyProposed: classification.urgencyProposed,
    occurredAt: inUtc(request.occurredAt)!,
    connectedAt: inUtc(request.connectedAt),
    serviceEndedAt: inUtc(request.serviceEndedAt),
    expectedBy: inUtc(request.expectedBy),
    partner,
    externalRef: request.externalRef,
    customer,
    facts: request.facts ?? {},
    emotion: [...(request.emotion ?? [])],
    product: request.product,
    orderNo: request.orderNo,
    linkedServiceNo: request.linkedServiceNo,
    background: impersonalBackground(request),
    attachments: [...(request.attachments ?? [])],
    device: request.device,
    readBackConfirmed: request.readBackConfirmed,
    agentNo: request.agentNo,
    personal: personalPart(request),
  });
}

/** The names, contact data and free texts of a request: the only place where they stand. */
export function personalPart(request: ServiceRequest): NonNullable<RequestAccepted['personal']> {
  return withoutAbsent({
    customer: identityOf(request.customer),
    verbatim: request.verbatim,
    summary: request.summary,
    expectedOutcome: request.expectedOutcome,
    stepsBefore: request.background?.stepsBefore,
  });
}

export function identityOf(customer: StatedCustomer): CustomerIdentity {
  const {
    name,
    externalId,
    company,
    contactPerson,
    contactTitle,
    phone,
    email,
    memberId,
    accountId,
    nickname,
  } = customer;
  return withoutAbsent({
    name,
    externalId,
    company,
    contactPerson,
    contactTitle,
    phone,
    email,
    memberId,
    accountId,
    nickname,
  });
}

export function traitsOf(customer: StatedCustomer): Omit<CustomerTraits, 'id'> {
  const { customerClass, memberTier, industry, region, language, preferredChannel } = customer;
  return withoutAbsent({ customerClass, memberTier, industry, region, language, preferredChannel });
}

function impersonalBackground(request: ServiceRequest): RegisteredFacts['background'] {
  if (request.background === undefined) return undefined;
  const { purchasedOn, usageFrequency } = request.background;
  return withoutAbsent({ purchasedOn, usageFrequency });
}

function inUtc(instant: string | undefined): string | undefined {
  const parsed = instant === undefined ? null : readInstant(instant);
  return parsed === null ? undefined : formatInstant(parsed);
}

/** Fields that are undefined are left out: an optional field of an event is there or it is not. */
function withoutAbsent<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
