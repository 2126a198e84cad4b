import type { AnyEvent } from '@caseloop/contracts';
import { validateEvent } from '@caseloop/contracts/validate-event';
import { DAY, HOUR, MINUTE } from '@caseloop/service-time';
import { type TestService, createTestDatabase, eventually, startTestService } from '@caseloop/testing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { casework } from '../src/service.js';
import { OPENED_AT } from './a-case.js';
import { Desk } from './desk.js';
import { caseId, clockId, shuffled } from './neighbours.js';

let desk: Desk;

beforeEach(async () => {
  desk = await Desk.start();
});
afterEach(() => desk.stop());

describe('an accepted request', () => {
  test('becomes a case, opened when it was accepted, numbered by its events', async () => {
    await desk.openOne();
    expect(await desk.view()).toMatchObject({
      id: caseId(1),
      number: 'SH-2026-000001',
      status: 'registered',
      version: 2,
      cycle: 1,
      openedAt: '2026-11-23T01:00:00.000Z',
      pack: desk.others.pack,
      customer: { name: 'A', phone: '138****1234', email: 'a***@example.com' },
    });
    expect(await desk.get('/SH-2026-000001')).toEqual(await desk.view());
    expect(await desk.types()).toEqual(['case.opened.v1', 'case.classified.v1']);
  });

  test('waits for its pack, and opens its case when that comes', async () => {
    await desk.service.deliver([desk.others.acceptRequest(1)]);
    expect((await desk.service.http.request('GET', `/v1/cases/${caseId(1)}`)).status).toBe(404);
    await desk.service.deliver([desk.others.publishPack()]);
    await eventually(async () => expect((await desk.view()).status).toBe('registered'));
  });

  test('that is urgent is escalated to the role the pack names', async () => {
    await desk.service.deliver([
      desk.others.publishPack(),
      desk.others.acceptRequest(1, { urgency: 'urgent' }),
    ]);
    expect((await desk.view()).escalations).toMatchObject([{ to: 'afterSalesSupervisor', cause: 'urgency' }]);
  });
});

describe('what other services say', () => {
  function aWorkingDay(): void {
    desk.others.publishPack();
    for (const n of [1, 2, 3]) {
      desk.others.acceptRequest(n, { urgency: n === 1 ? 'urgent' : 'normal' });
      desk.others.offer(n, n === 3 ? null : 'wu');
      desk.others.breach(n, 1, OPENED_AT + n);
    }
    desk.others.offer(3, 'lin', OPENED_AT + 1);
  }
  const end = async (from: TestService) => {
    const cases = (await from.http.request('GET', '/v1/cases?sort=openedAt')).body.items;
    return cases.map(({ number, status, holder, version, escalations }: Record<string, unknown>) => ({
      number,
      status,
      holder,
      version,
      escalations: (escalations as { to: string; cause: string }[]).map(({ to, cause }) => [to, cause]),
    }));
  };

  test('delivered twice and shuffled makes the same cases', async () => {
    aWorkingDay();
    await desk.service.deliver(desk.others.events);
    const expected = await end(desk.service);
    expect(expected).toHaveLength(3);
    await desk.service.deliver(shuffled(desk.others.events));
    expect(await end(desk.service)).toEqual(expected);

    const otherDb = await createTestDatabase({ definitions: [casework] });
    const other = await startTestService(casework, { db: otherDb, clock: desk.clock });
    try {
      // Requests first: nothing can be said of a case before casework itself has opened it.
      const [first, rest] = [
        desk.others.events.filter(isRequest),
        desk.others.events.filter((one) => !isRequest(one)),
      ];
      await other.deliver([...shuffled(first), ...shuffled(first)]);
      await other.deliver([...shuffled(rest), ...shuffled(rest, 17)]);
      expect(await end(other)).toEqual(expected);
    } finally {
      await other.stop();
      await otherDb.drop();
    }
  });

  test('a breach escalates once and can then be explained', async () => {
    await desk.openOne();
    await desk.service.deliver([desk.others.breach(1, 1, OPENED_AT), desk.others.breach(1, 1, OPENED_AT)]);
    expect((await desk.view()).escalations).toHaveLength(1);
    const explained = await desk.done('explainBreach', {
      clockId: clockId(1),
      reason: 'r',
      catchUpPlan: 'c',
    });
    expect(explained.status).toBe('registered');
    expect(
      (await desk.command('explainBreach', { clockId: clockId(2), reason: 'r', catchUpPlan: 'c' })).status,
    ).toBe(422);
  });

  test('a survey that comes back dissatisfied starts the second cycle under the supervisor', async () => {
    await desk.openOne();
    await desk.done('take', {});
    await desk.done('resolve', { solution: 'replaced' });
    await desk.service.deliver([desk.others.answerSurvey(1, 'dissatisfied', desk.clock.now())]);
    expect(await desk.view()).toMatchObject({ status: 'inProgress', cycle: 2, holder: 'wu' });
    expect((await desk.types()).slice(-3)).toEqual([
      'case.rated.v1',
      'case.reopened.v1',
      'case.escalated.v1',
    ]);
  });
});

function isRequest({ type }: AnyEvent): boolean {
  return type === 'request.accepted.v1' || type === 'policy.published.v1';
}

describe('a case', () => {
  test('goes the whole way to the archive, and says every step in words others can read', async () => {
    await desk.openOne();
    await desk.service.deliver([desk.others.offer(1, 'wu')]);
    await desk.done('take', {});
    await desk.done('contact', { direction: 'out', channel: 'phone', purpose: 'greeting', text: 'hello' });
    const times = { date: '2026-11-23T10:00:00+08:00', eta: '2026-11-23T18:00:00+08:00' };
    await desk.done('proposePlan', { cause: 'c', method: 'm', ...times, progressChannel: 'phone' });
    await desk.done('acceptPlan', {}, 'customer');
    const { promises } = await desk.done('promise', { what: 'call', dueAt: '2026-11-23T12:00:00+08:00' });
    await desk.done('settlePromise', { promiseId: promises[0].promiseId, outcome: 'kept' });
    await desk.done('wait', { for: 'customer', reason: 'photo', resumeAt: '2026-11-23T10:00:00+08:00' });
    await desk.passTo(OPENED_AT + 2 * HOUR);
    expect((await desk.view()).status).toBe('inProgress');
    await desk.done('resolve', { solution: 'replaced' });
    await desk.done('rate', { band: 'satisfied' }, 'customer');
    expect(await desk.done('close', {})).toMatchObject({ status: 'closed', outcome: 'satisfied' });
    await desk.passTo(OPENED_AT + 8 * DAY);
    expect(await desk.view()).toMatchObject({ status: 'archived', firstResponsible: 'wu' });

    const timeline = (await desk.get(`/${caseId(1)}/timeline?limit=200`)).items;
    expect(timeline.at(-1)).toMatchObject({ type: 'case.archived.v1', by: { kind: 'system', id: 'time' } });
    expect((await desk.view()).version).toBe(timeline.length);
    expect(timeline[0].data.personal.customer.phone).toBe('138****1234');
    expect(JSON.stringify([timeline, await desk.view()])).not.toContain('13800001234');
    const published = await desk.service.published();
    for (const event of published) expect(validateEvent(event)).toEqual([]);
    expect(new Set(published.map(({ correlationid }) => correlationid)).size).toBe(1);
  });

  test('whose customer never answers is closed when the time for it has run out, at that time', async () => {
    await desk.openOne();
    await desk.done('take', {});
    await desk.done('resolve', { solution: 'replaced' });
    await desk.passTo(OPENED_AT + 5 * DAY);
    expect(await desk.view()).toMatchObject({
      status: 'closed',
      outcome: 'unconfirmed',
      closedAt: new Date(OPENED_AT + MINUTE + 72 * HOUR).toISOString(),
    });
  });

  test('takes one of two commands that were decided on the same version', async () => {
    await desk.openOne();
    await desk.service.deliver([desk.others.offer(1, null)]);
    const { version } = await desk.view();
    const url = `/v1/cases/${caseId(1)}/commands/take`;
    const take = (who: string) =>
      desk.service.http.request('POST', url, { expectedVersion: version }, { 'Caseloop-Actor': who });
    const answers = await Promise.all(['wu', 'lin', 'zhao', 'he'].map(take));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    expect((await desk.view()).version).toBe(version + 1);
  });
});
