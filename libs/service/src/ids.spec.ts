import { expect, test } from '@jest/globals';
import { derivedId, newId } from './ids.js';

test('a derived id follows from its parts, and never changes', () => {
  expect(derivedId('clock', 'breached', 3)).toBe(derivedId('clock', 'breached', 3));
  expect(derivedId('a', 'bc')).not.toBe(derivedId('ab', 'c'));
  expect(derivedId('1')).not.toBe(derivedId(1));
  expect(derivedId('golden')).toBe('6d086cea-8ce0-58d1-bd29-a267b0fd7d3f');
});

test('new ids sort by the time they were made', () => {
  const ids = Array.from({ length: 100 }, newId);
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(100);
});
