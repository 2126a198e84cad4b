import { expect, test } from '@jest/globals';
import type { AnyEvent } from '@caseloop/contracts';
import { causedBy } from './caused-by.js';

test('a draft inherits unit, correlation and trace, and names its cause; what is absent stays absent', () => {
  const event = { id: 'e1', unit: 'north', correlationid: 'r1', traceparent: '00-1-2-01' } as AnyEvent;
  expect(causedBy(event)).toEqual({
    unit: 'north',
    correlationId: 'r1',
    causationId: 'e1',
    traceparent: '00-1-2-01',
  });
  expect(causedBy({ id: 'e2' } as AnyEvent)).toEqual({ causationId: 'e2' });
});
