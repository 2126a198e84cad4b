import { describe, expect, test } from '@jest/globals';
import type { AnyEvent } from '@caseloop/contracts';
import { type CaseFact, nextFact, openedFact } from './case-fact.js';

const isUrgent = (urgency: string) => urgency === 'urgent';
const event = (type: string, time: string, data: object) =>
  ({ type, subject: 'c1', time, data: { status: 'inProgress', cycle: 1, ...data } }) as unknown as AnyEvent;

const opened = openedFact(
  event('case.opened.v1', '2026-11-23T01:00:00.000Z', {
    ...{
      status: 'registered',
      number: 'SH-2026-000001',
      unit: 'main',
      pack: { name: 'after-sales', version: 'v' },
    },
    ...{ source: 'customer', channel: 'phone', partner: 'dev', type: 'productFault', urgency: 'normal' },
    ...{
      customer: { id: 'u1', memberTier: 'vip' },
      product: { module: 'A' },
      facts: {},
      emotion: [],
      attachments: [],
    },
  }) as Extract<AnyEvent, { type: 'case.opened.v1' }>,
  isUrgent,
);
const after = (...events: AnyEvent[]): CaseFact =>
  events.reduce((fact, next) => nextFact(fact, next, isUrgent), opened);

describe('the fact of a case', () => {
  test('begins with the traits the case was opened with', () => {
    expect(opened).toMatchObject({
      type: 'productFault',
      is_urgent: false,
      member_tier: 'vip',
      product_module: 'A',
    });
  });

  test('follows status and cycle of every event', () => {
    expect(after(event('case.noted.v1', 't', { status: 'waitingCustomer', cycle: 2 }))).toMatchObject({
      status: 'waitingCustomer',
      cycle: 2,
    });
  });

  test('keeps the first resolution and moves the last one', () => {
    const fact = after(
      event('case.resolved.v1', 't1', {}),
      event('case.reopened.v1', 't2', {}),
      event('case.resolved.v1', 't3', {}),
    );
    expect(fact).toMatchObject({ first_resolved_at: 't1', last_resolved_at: 't3' });
  });

  test('forgets that it was closed when it is reopened', () => {
    const closed = event('case.closed.v1', 't1', { outcome: 'satisfied' });
    expect(after(closed)).toMatchObject({ closed_at: 't1', outcome: 'satisfied' });
    expect(after(closed, event('case.reopened.v1', 't2', {}))).toMatchObject({
      closed_at: null,
      outcome: null,
    });
  });

  test('is urgent once it was reclassified to the highest urgency', () => {
    expect(after(event('case.reclassified.v1', 't', { type: 'other', urgency: 'urgent' })).is_urgent).toBe(
      true,
    );
  });

  test('takes only the first human contact as its first contact', () => {
    const update = event('case.contacted.v1', 't1', { first: false });
    const first = event('case.contacted.v1', 't2', { first: true });
    expect(after(update).first_contact_at).toBeNull();
    expect(after(update, first).first_contact_at).toBe('t2');
  });
});
