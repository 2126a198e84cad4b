import { expect, test } from '@jest/globals';
import { identifiersOf, normaliseEmail, normalisePhone } from './identifiers.js';

test.each([
  ['138 0000 1234', '+8613800001234'],
  ['+86-138-0000-1234', '+8613800001234'],
  ['0086 13800001234', '+8613800001234'],
  ['010-62770334', '+861062770334'],
  ['+49 30 901820', '+4930901820'],
  ['call me', null],
  ['12', null],
])('the phone number %s is %s', (written, normalised) => {
  expect(normalisePhone(written)).toBe(normalised);
});

test('an e-mail address counts in lower case, and only when it is one', () => {
  expect(normaliseEmail(' Li.Wei@Example.COM ')).toBe('li.wei@example.com');
  expect(normaliseEmail('li.wei')).toBeNull();
});

test('an external id belongs to its partner, everything else means the same everywhere', () => {
  const customer = { name: '李', externalId: 'C-1', phone: '13800001234', email: 'no address' };
  expect(identifiersOf(customer, 'acme')).toEqual([
    { kind: 'externalId', scope: 'acme', value: 'C-1' },
    { kind: 'phone', scope: '', value: '+8613800001234' },
  ]);
});
