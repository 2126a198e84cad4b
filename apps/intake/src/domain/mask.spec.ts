import { expect, test } from '@jest/globals';
import { maskEmail, maskName, maskNumber, maskPhone } from './mask.js';

test('what is shown of a customer recognises them and reaches them not', () => {
  expect(maskPhone('13800001234')).toBe('138****1234');
  expect(maskPhone('+86 138 0000 1234')).toBe('138****1234');
  expect(maskPhone('12345')).toBe('****45');
  expect(maskEmail('li.wei@example.com')).toBe('l***@example.com');
  expect(maskEmail('nonsense')).toBe('***');
  expect(maskName('张伟')).toBe('张**');
  expect(maskNumber('M-20260001')).toBe('****01');
});
