import { type AnyEvent, formatSequence } from '@caseloop/contracts';
import { validateEvent } from '@caseloop/contracts/validate-event';
import { derivedId } from '@caseloop/service';
import { eventually } from '@caseloop/testing';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { aRequest } from './a-request.js';
import { type TestIntake, anIntake } from './an-intake.js';

let intake: TestIntake;
beforeEach(async () => {
  intake = await anIntake();
});
afterEach(() => intake.stop());

/** Casework has taken down the n-th further need of a case. */
function needOf(caseId: string, n: number, type = 'processImprovement'): AnyEvent {
  return {
    specversion: '1.0',
    id: derivedId('event', caseId, n),
    source: 'caseloop/casework',
    type: 'case.need_added.v1',
    subject: caseId,
    time: '2026-11-23T01:00:00.000Z',
    recordedat: '2026-11-23T01:00:00.000Z',
    dataschema: 'https://caseloop.dev/schemas/case.need_added.v1.json',
    datacontenttype: 'application/json',
    sequence: formatSequence(n),
    data: {
      by: { kind: 'agent', id: 'wu' },
      status: 'inProgress',
      cycle: 1,
      needId: derivedId('need', caseId, n),
      type,
      personal: { verbatim: `text ${n}` },
    },
  };
}

const accepted = async () => {
  const events = await intake.service.published('request.accepted.v1');
  return events.filter((event) => event.type === 'request.accepted.v1');
};

test('a need becomes one request of the same customer and partner, however often it is told', async () => {
  const customer = { name: '张伟', nickname: 'zhang', memberTier: 'gold' };
  const first = await intake.submit(
    aRequest({ customer, orderNo: 'PO-1', facts: { safetyRisk: true } }),
    'first',
    'bank',
  );
  const other = await intake.submit(aRequest(), 'other');
  const { caseId, caseNumber } = first.body;
  const needs = [needOf(caseId, 1), needOf(caseId, 2, 'other'), needOf(other.body.caseId, 1)];
  await intake.service.deliver(needs);
  await intake.service.deliver([...needs].reverse());
  await eventually(async () => expect(await accepted()).toHaveLength(5));

  const events = await accepted();
  const made = events.filter(({ data }) => data.need?.caseId === caseId);
  expect(made.map(({ data }) => [data.type, data.personal?.verbatim])).toEqual([
    ['processImprovement', 'text 1'],
    ['other', 'text 2'],
  ]);
  expect(made[0]).toMatchObject({
    causationid: needs[0]!.id,
    data: {
      key: `need:${derivedId('need', caseId, 1)}`,
      need: { needId: derivedId('need', caseId, 1), caseId },
      source: 'internalHandover',
      channel: 'internalHandover',
      partner: 'bank',
      linkedServiceNo: caseNumber,
      orderNo: 'PO-1',
      facts: {},
      urgency: 'normal',
      personal: { customer: { name: '张伟', nickname: 'zhang' } },
    },
  });
  // Nothing but a nickname tells who this is, and yet it is the same customer.
  const original = events.find(({ data }) => data.caseId === caseId)!;
  expect(made.map(({ data }) => data.customer)).toEqual([original.data.customer, original.data.customer]);
  const numbers = events.map(({ data }) => data.caseNumber);
  expect(new Set(numbers).size).toBe(5);
  for (const event of events) expect(validateEvent(event)).toEqual([]);
});

test('a need of somebody who has moved on carries how they are reached by now', async () => {
  const customer = { name: '李雷', phone: '13912345678', memberId: 'M-7' };
  const { body } = await intake.submit(aRequest({ customer }), 'old');
  await intake.submit(aRequest({ customer: { ...customer, phone: '13700000000' } }), 'new');
  await intake.service.deliver([needOf(body.caseId, 1)]);
  await eventually(async () => expect(await accepted()).toHaveLength(3));
  expect((await accepted()).at(-1)!.data.personal?.customer.phone).toBe('13700000000');
});

test('a need the pack refuses is kept for a person to mend, and holds up nothing', async () => {
  const { body } = await intake.submit(aRequest(), 'kept');
  await intake.service.deliver([needOf(body.caseId, 1, 'unheardOf'), needOf(body.caseId, 2)]);
  await eventually(async () => expect(await accepted()).toHaveLength(2));
  const { items } = (await intake.service.http.request('GET', '/v1/rejected-requests')).body;
  expect(items).toMatchObject([{ partner: 'acme', key: `need:${derivedId('need', body.caseId, 1)}` }]);
});
