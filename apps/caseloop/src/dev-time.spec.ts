import { expect, test } from '@jest/globals';
import { readWish } from './dev-time.js';

const NOW = Date.parse('2026-11-23T01:00:00Z');
const targetOf = (body: string) => {
  const wish = readWish(body);
  return 'target' in wish ? new Date(wish.target(NOW)).toISOString() : wish.refused;
};

test.each([
  ['{"advance": "PT30M"}', '2026-11-23T01:30:00.000Z'],
  ['{"advance": "PT0S"}', '2026-11-23T01:00:00.000Z'],
  ['{"advance": "P1DT2H"}', '2026-11-24T03:00:00.000Z'],
  ['{"advance": "P1W"}', '2026-11-30T01:00:00.000Z'],
  ['{"advance": "PT1.5S"}', '2026-11-23T01:00:01.500Z'],
  ['{"now": "2026-11-23T10:00:00+08:00"}', '2026-11-23T02:00:00.000Z'],
])('%s leads to %s', (body, instant) => {
  expect(targetOf(body)).toBe(instant);
});

test.each([
  '',
  '[]',
  '{}',
  '{"advance": "30m"}',
  '{"advance": "P"}',
  '{"advance": "PT"}',
  '{"advance": 5}',
  '{"now": "2026-11-23"}',
  '{"now": "x", "advance": "PT1S"}',
])('%s is refused with a word on what is accepted', (body) => {
  expect(targetOf(body)).toContain('Send {"now"');
});
