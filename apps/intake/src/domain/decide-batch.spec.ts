import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aRequest } from '../../test/a-request.js';
import { aWorld, accepted, decideOne, pack, refusals, submitted } from '../../test/a-world.js';
import { CustomerBook } from './customer-book.js';
import { type Acceptance, decideBatch, keyOf, receiptOf } from './decide-batch.js';

describe('an accepted request', () => {
  test('is classified by the rules of the pack, and says which one decided', () => {
    const { facts } = accepted(aRequest({ urgency: 'normal', facts: { safetyRisk: true } }));
    expect(facts).toMatchObject({
      type: 'productFault',
      typeProposed: 'productFault',
      urgency: 'urgent',
      urgencyProposed: 'normal',
      rule: 'urgent.safetyRisk',
    });
  });

  test('keeps what was given where no rule fires, and then names no rule', () => {
    const { facts } = accepted(aRequest({ urgency: 'urgent' }));
    expect(facts).toMatchObject({ type: 'productFault', urgency: 'urgent', urgencyProposed: 'urgent' });
    expect(facts.rule).toBeUndefined();
  });

  test('gets a receipt with its number and what it was promised, earliest first', () => {
    const acceptance = accepted(aRequest({ facts: { coreBusinessHit: true } }));
    const receipt = receiptOf(acceptance, 7);
    expect(receipt).toMatchObject({
      status: 'accepted',
      key: 'k1',
      duplicate: false,
      caseNumber: 'SH-2026-000007',
      pack: { name: 'after-sales', version: pack.version },
      urgency: 'urgent',
      rule: 'urgent.coreBusiness',
    });
    expect(receipt.due).toContainEqual({ metric: 'supervisorNotice', dueAt: '2026-11-23T02:00:00.000Z' });
    const times = receipt.due.map(({ dueAt }) => dueAt);
    expect(times).toEqual([...times].sort());
  });

  test('has personal data in one place only', () => {
    const { facts } = accepted(
      aRequest({ background: { stepsBefore: 'restarted', usageFrequency: 'daily' } }),
    );
    const { personal, ...rest } = facts;
    expect(personal).toMatchObject({
      verbatim: '生产线停机了',
      stepsBefore: 'restarted',
      customer: { name: '张伟' },
    });
    expect(JSON.stringify(rest)).not.toMatch(/张伟|138|停机|restarted/);
    expect(facts.background).toEqual({ usageFrequency: 'daily' });
  });

  test('carries its times in UTC', () => {
    expect(accepted(aRequest()).facts.occurredAt).toBe('2026-11-23T00:58:00.000Z');
  });

  test('is counted in the year of the zone of the pack', () => {
    const now = Date.parse('2026-12-31T17:00:00Z');
    expect(accepted(aRequest(), aWorld({ now })).series.prefix).toBe('SH-2027-');
  });
});

describe('a key', () => {
  const receipt = receiptOf(accepted(aRequest()), 1);
  const { bodyHash } = submitted(aRequest());
  const world = aWorld({
    byKey: new Map([[keyOf('acme', 'k1'), { requestId: receipt.requestId, bodyHash: bodyHash!, receipt }]]),
  });

  test('with the same body is answered like the first time', () => {
    expect(decideOne(aRequest(), world)).toEqual({ verdict: 'replay', of: receipt });
  });

  test('with another body is refused', () => {
    expect(refusals(aRequest({ verbatim: 'other' }), world)).toEqual(['keyReused', '/message_id keyReused']);
  });

  test('belongs to its partner alone', () => {
    expect(decideBatch([submitted(aRequest(), 'k1', 'globex')], world)[0]!.verdict).toBe('accept');
  });

  test('that a refused request had is free in the same batch', () => {
    const batch = [submitted(aRequest({ colour: 'red' })), submitted(aRequest()), submitted(aRequest())];
    expect(decideBatch(batch, aWorld()).map(({ verdict }) => verdict)).toEqual([
      'reject',
      'accept',
      'replay',
    ]);
  });
});

test('an external reference that is known under another key is the same case', () => {
  const body = aRequest({ externalRef: 'T-1' });
  const batch = [submitted(body, 'k1'), submitted(body, 'k2'), submitted(body, 'k2'), submitted(body, 'k1')];
  const decisions = decideBatch(batch, aWorld());
  expect(decisions.map(({ verdict }) => verdict)).toEqual(['accept', 'alias', 'replay', 'replay']);
  expect(decisions[1]).toMatchObject({ key: 'k2', of: decisions[0] });
});

test('two requests of one new customer in one batch are of one customer', () => {
  const batch = [
    submitted(aRequest(), 'k1'),
    submitted(aRequest({ customer: { name: '张', phone: '+8613800001234', memberId: 'M1' } }), 'k2'),
    submitted(aRequest({ channel: 'web', customer: { name: '张', memberId: 'M1' } }), 'k3'),
  ];
  const [first, second, third] = decideBatch(batch, aWorld()) as Acceptance[];
  expect([second!.customerId, third!.customerId]).toEqual([first!.customerId, first!.customerId]);
  expect([first!.isNewCustomer, second!.isNewCustomer]).toEqual([true, false]);
  expect(second!.newIdentifiers.map(({ kind }) => kind)).toEqual(['memberId']);
});

test('what is known of a customer counts where the request says nothing', () => {
  const known = {
    customerId: '0190a0a0-0000-7000-8000-000000000001',
    traits: { memberTier: 'gold', region: 'north' },
    identifiers: [{ kind: 'phone' as const, scope: '', value: '+8613800001234' }],
  };
  const world = aWorld({ customers: new CustomerBook([known]) });
  const body = aRequest({ customer: { name: 'A', phone: '13800001234', region: 'south' } });
  expect(accepted(body, world).facts.customer).toEqual({
    id: known.customerId,
    memberTier: 'gold',
    region: 'south',
  });
});

test('whatever is submitted, each submission gets exactly one decision and no key two acceptances', () => {
  const body = fc.oneof(
    fc.jsonValue(),
    fc.record({ verbatim: fc.string(), facts: fc.dictionary(fc.string(), fc.jsonValue()) }).map(aRequest),
    fc.constantFrom(aRequest(), aRequest({ externalRef: 'T-1' })),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(body, fc.constantFrom('a', 'b', 'c')), { maxLength: 8 }), (batch) => {
      const decisions = decideBatch(
        batch.map(([one, key]) => submitted(one, key)),
        aWorld(),
      );
      expect(decisions).toHaveLength(batch.length);
      const keys = decisions.flatMap((one) =>
        one.verdict === 'accept' || one.verdict === 'alias' ? [one.key] : [],
      );
      expect(new Set(keys).size).toBe(keys.length);
      for (const one of decisions)
        if (one.verdict === 'reject') expect(one.problem.status).toBeGreaterThanOrEqual(400);
    }),
    { numRuns: 100 },
  );
});
