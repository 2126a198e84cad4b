import { describe, expect, test } from '@jest/globals';
import { type Candidate, type Identifier, type IdentifierKind, matchCustomer } from './match-customer.js';

const sign = (
  kind: IdentifierKind,
  value: string,
  scope = kind === 'externalId' ? 'acme' : '',
): Identifier => ({
  kind,
  scope,
  value,
});
const who = (customerId: string, ...identifiers: Identifier[]): Candidate => ({ customerId, identifiers });

describe('a customer', () => {
  test('who nobody knows is nobody', () => {
    expect(matchCustomer([sign('phone', '+8613800001234')], [])).toBeNull();
  });

  test('is known by the strongest identifier that fits', () => {
    const li = who('li', sign('phone', '+8613800001234'));
    const wang = who('wang', sign('memberId', 'M1'));
    const stated = [sign('memberId', 'M1'), sign('phone', '+8613800001234')];
    expect(matchCustomer(stated, [li, wang])).toEqual({ customerId: 'wang', by: 'memberId' });
  });

  test('is somebody else when a stronger identifier says so, even on the same phone', () => {
    const li = who('li', sign('externalId', 'C-1'), sign('phone', '+8613800001234'));
    const stated = [sign('externalId', 'C-2'), sign('phone', '+8613800001234')];
    expect(matchCustomer(stated, [li])).toBeNull();
  });

  test('whose stronger identifier was not known yet is still the same', () => {
    const li = who('li', sign('phone', '+8613800001234'));
    const stated = [sign('externalId', 'C-1'), sign('phone', '+8613800001234')];
    expect(matchCustomer(stated, [li])).toEqual({ customerId: 'li', by: 'phone' });
  });

  test('has an external id of one partner that says nothing about another partner', () => {
    const li = who('li', sign('externalId', 'C-1', 'globex'), sign('email', 'li@example.com'));
    const stated = [sign('externalId', 'C-2', 'acme'), sign('email', 'li@example.com')];
    expect(matchCustomer(stated, [li])).toEqual({ customerId: 'li', by: 'email' });
    expect(matchCustomer([sign('externalId', 'C-1', 'acme')], [li])).toBeNull();
  });
});
