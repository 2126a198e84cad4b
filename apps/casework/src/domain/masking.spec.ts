import { describe, expect, test } from '@jest/globals';
import { maskAccount, maskEmail, maskPhone, maskedCustomer } from './masking.js';

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

  test('leaves nothing of a person who was erased', () => {
    expect(maskedCustomer({ id: 'c' }, null)).toEqual({ id: 'c', name: null });
  });
});
