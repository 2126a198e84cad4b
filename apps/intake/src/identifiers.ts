import { parsePhoneNumberFromString } from 'libphonenumber-js/core';
import numberingPlans from 'libphonenumber-js/min/metadata';
import type { Identifier } from './domain/match-customer.js';
import type { StatedCustomer } from './domain/service-request.js';

/** Numbers without a country code are read as Chinese ones: the organisations this is made for write them so. */
const DEFAULT_COUNTRY = 'CN';

/** A phone number as E.164, `+8613800001234`; null when it is none that could be called. */
export function normalisePhone(phone: string): string | null {
  const parsed = parsePhoneNumberFromString(phone, DEFAULT_COUNTRY, numberingPlans);
  return parsed !== undefined && parsed.isPossible() ? parsed.number : null;
}

/** An address in lower case; null when it has not the shape of one. */
export function normaliseEmail(email: string): string | null {
  const trimmed = email.trim().toLowerCase();
  return /^[^\s@]+@[^\s@]+$/.test(trimmed) ? trimmed : null;
}

/** Everything in a request that can tell who the customer is, normalised. What cannot be read tells nothing. */
export function identifiersOf(customer: StatedCustomer, partner: string): Identifier[] {
  const signs: [Identifier['kind'], string, string | null | undefined][] = [
    ['externalId', partner, customer.externalId],
    ['memberId', '', customer.memberId],
    ['phone', '', customer.phone === undefined ? null : normalisePhone(customer.phone)],
    ['email', '', customer.email === undefined ? null : normaliseEmail(customer.email)],
  ];
  return signs.flatMap(([kind, scope, value]) =>
    value === null || value === undefined ? [] : [{ kind, scope, value }],
  );
}
