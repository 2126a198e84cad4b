import { describe, expect, test } from '@jest/globals';
import { maskAccount, maskEmail, maskPhone, maskedIdentity } from './masking.js';

describe('masking', () => {
  test.each([
    ['13800001234', '138****1234'],
    ['+86 138-0000-1234', '+86138****1234'],
    ['12345678', '****'],
  ])('the phone %s is shown as %s', (phone, masked) => expect(maskPhone(phone)).toBe(masked));

  test.each([
    ['anna@example.com', 'a***@example.com'],
    ['@example.com', '***'],
    ['anna', '***'],
  ])('the address %s is shown as %s', (email, masked) => expect(maskEmail(email)).toBe(masked));

  test('of an account its end is shown where the rest stays unknown', () => {
    expect([maskAccount('M-100234'), maskAccount('abc')]).toEqual(['***34', '***']);
  });

  test('an identity keeps its names and loses every way to reach it', () => {
    const identity = { name: '张伟', company: '华东泵业', phone: '13800001234', email: 'anna@example.com' };
    expect(maskedIdentity({ ...identity, memberId: 'M-100234', accountId: 'A-200871' })).toEqual({
      ...{ name: '张伟', company: '华东泵业', phone: '138****1234', email: 'a***@example.com' },
      ...{ memberId: '***34', accountId: '***71' },
    });
  });
});
