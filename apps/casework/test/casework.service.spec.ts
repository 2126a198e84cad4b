import type { AnyEvent } from '@caseloop/contracts';
import { validateEvent } from '@caseloop/contracts/validate-event';
import { SimulatedClock } from '@caseloop/service';
import { DAY, HOUR, MINUTE } from '@caseloop/service-time';
import { type TestDatabase, type TestService, createTestDatabase, startTestService } from '@caseloop/testing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { casework } from '../src/service.js';
import { OPENED_AT } from './a-case.js';
import { Neighbours, caseId, clockId, shuffled } from './neighbours.js';

let db: TestDatabase;
let clock: SimulatedClock;
let service: TestService;
let others: Neighbours;

beforeEach(async () => {
  db = await createTestDatabase({ definitions: [casework] });
  clock = new SimulatedClock(OPENED_AT + MINUTE);
  service = await startTestService(casework, { db, clock });
  others = new Neighbours();
});
afterEach(async () => {
  await service.stop();
  await db.drop();
});

const get = async (path: string) => (await service.http.request('GET', `/v1/cases${path}`)).body;
const view = (n = 1) => get(`/${caseId(n)}`);
const types = async (n = 1) => (await get(`/${caseId(n)}/timeline`)).items.map(({ type }: AnyEvent) => type);

async function command(
  name: string,
  fields: object,
  headers: Record<string, string> = { 'Caseloop-Actor': 'wu' },
) {
  const { version } = await view();
  return service.http.request(
    'POST',
    `/v1/cases/${caseId(1)}/commands/${name}`,
    { expectedVersion: version, ...fields },
    headers,
  );
}
async function done(name: string, fields: object, headers?: Record<string, string>) {
  const answer = await command(name, fields, headers);
  expect({ name, status: answer.status, body: answer.body }).toMatchObject({ name, status: 200 });
  return answer.body;
}
async function openOne() {
  await service.deliver([others.publishPack(), others.acceptRequest(1)]);
}

describe('an accepted request', () => {
  test('becomes a case, opened when it was accepted, numbered by its events', async () => {
    await openOne();
    expect(await view()).toMatchObject({
      id: caseId(1),
      number: 'SH-2026-000001',
      status: 'registered',
      version: 2,
      cycle: 1,
      openedAt: '2026-11-23T01:00:00.000Z',
      pack: others.pack,
      customer: { name: 'A', phone: '138****1234', email: 'a***@example.com' },
    });
    expect(await get('/SH-2026-000001')).toEqual(await view());
    expect(await types()).toEqual(['case.opened.v1', 'case.classified.v1']);
  });

  test('waits for its pack, and opens its case when that comes', async () => {
    await service.deliver([others.acceptRequest(1)]);
    expect((await service.http.request('GET', `/v1/cases/${caseId(1)}`)).status).toBe(404);
    await service.deliver([others.publishPack()]);
    await service.tick();
    await eventuallyOpened();
    expect((await view()).status).toBe('registered');
  });

  test('that is urgent is escalated to the role the pack names', async () => {
    await service.deliver([others.publishPack(), others.acceptRequest(1, { urgency: 'urgent' })]);
    expect((await view()).escalations).toMatchObject([{ to: 'afterSalesSupervisor', cause: 'urgency' }]);
  });
});

async function eventuallyOpened() {
  const { eventually } = await import('@caseloop/testing');
  await eventually(async () => {
    const { status } = await service.http.request('GET', `/v1/cases/${caseId(1)}`);
    if (status !== 200) throw new Error('not opened yet');
  });
}

describe('what other services say', () => {
  function aWorkingDay(): void {
    others.publishPack();
    for (const n of [1, 2, 3]) {
      others.acceptRequest(n, { urgency: n === 1 ? 'urgent' : 'normal' });
      others.offer(n, n === 3 ? null : 'wu');
      others.breach(n, 1, OPENED_AT + n);
    }
    others.offer(3, 'lin', OPENED_AT + 1);
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
    await service.deliver(others.events);
    const expected = await end(service);
    expect(expected).toHaveLength(3);
    await service.deliver(shuffled(others.events));
    expect(await end(service)).toEqual(expected);

    const otherDb = await createTestDatabase({ definitions: [casework] });
    const other = await startTestService(casework, { db: otherDb, clock });
    try {
      // Requests first: nothing can be said of a case before casework itself has opened it.
      const [first, rest] = [others.events.filter(isRequest), others.events.filter((one) => !isRequest(one))];
      await other.deliver([...shuffled(first), ...shuffled(first)]);
      await other.deliver([...shuffled(rest), ...shuffled(rest, 17)]);
      expect(await end(other)).toEqual(expected);
    } finally {
      await other.stop();
      await otherDb.drop();
    }
  });

  test('a breach escalates once and can then be explained', async () => {
    await openOne();
    await service.deliver([others.breach(1, 1, OPENED_AT), others.breach(1, 1, OPENED_AT)]);
    expect((await view()).escalations).toHaveLength(1);
    const explained = await done('explainBreach', { clockId: clockId(1), reason: 'r', catchUpPlan: 'c' });
    expect(explained.status).toBe('registered');
    expect(
      (await command('explainBreach', { clockId: clockId(2), reason: 'r', catchUpPlan: 'c' })).status,
    ).toBe(422);
  });

  test('a survey that comes back dissatisfied starts the second cycle under the supervisor', async () => {
    await openOne();
    await done('take', {});
    await done('resolve', { solution: 'replaced' });
    await service.deliver([others.answerSurvey(1, 'dissatisfied', clock.now())]);
    expect(await view()).toMatchObject({ status: 'inProgress', cycle: 2, holder: 'wu' });
    expect((await types()).slice(-3)).toEqual(['case.rated.v1', 'case.reopened.v1', 'case.escalated.v1']);
  });
});

function isRequest({ type }: AnyEvent): boolean {
  return type === 'request.accepted.v1' || type === 'policy.published.v1';
}

describe('a case', () => {
  test('goes the whole way to the archive, and says every step in words others can read', async () => {
    await openOne();
    await service.deliver([others.offer(1, 'wu')]);
    await done('take', {});
    await done('contact', { direction: 'out', channel: 'phone', purpose: 'greeting', text: 'hello' });
    const times = { date: '2026-11-23T10:00:00+08:00', eta: '2026-11-23T18:00:00+08:00' };
    await done('proposePlan', { cause: 'c', method: 'm', ...times, progressChannel: 'phone' });
    await done('acceptPlan', {}, { 'Caseloop-Actor': 'customer' });
    const { promises } = await done('promise', { what: 'call', dueAt: '2026-11-23T12:00:00+08:00' });
    await done('settlePromise', { promiseId: promises[0].promiseId, outcome: 'kept' });
    await done('wait', { for: 'customer', reason: 'photo', resumeAt: '2026-11-23T10:00:00+08:00' });
    clock.set(OPENED_AT + 2 * HOUR);
    await service.tick();
    expect((await view()).status).toBe('inProgress');
    await done('resolve', { solution: 'replaced' });
    await done('rate', { band: 'satisfied' }, { 'Caseloop-Actor': 'customer' });
    expect(await done('close', {})).toMatchObject({ status: 'closed', outcome: 'satisfied' });
    clock.set(OPENED_AT + 8 * DAY);
    await service.tick();
    expect(await view()).toMatchObject({ status: 'archived', firstResponsible: 'wu' });

    const timeline = (await get(`/${caseId(1)}/timeline?limit=200`)).items;
    expect(timeline.at(-1)).toMatchObject({ type: 'case.archived.v1', by: { kind: 'system', id: 'time' } });
    expect((await view()).version).toBe(timeline.length);
    const published = await service.published();
    for (const event of published) expect(validateEvent(event)).toEqual([]);
    expect(new Set(published.map(({ correlationid }) => correlationid)).size).toBe(1);
  });

  test('whose customer never answers is closed when the time for it has run out, at that time', async () => {
    await openOne();
    await done('take', {});
    await done('resolve', { solution: 'replaced' });
    clock.set(OPENED_AT + 5 * DAY);
    await service.tick();
    expect(await view()).toMatchObject({
      status: 'closed',
      outcome: 'unconfirmed',
      closedAt: new Date(OPENED_AT + MINUTE + 72 * HOUR).toISOString(),
    });
  });

  test('takes one of two commands that were decided on the same version', async () => {
    await openOne();
    await service.deliver([others.offer(1, null)]);
    const { version } = await view();
    const url = `/v1/cases/${caseId(1)}/commands/take`;
    const take = (who: string) =>
      service.http.request('POST', url, { expectedVersion: version }, { 'Caseloop-Actor': who });
    const answers = await Promise.all(['wu', 'lin', 'zhao', 'he'].map(take));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    expect((await view()).version).toBe(version + 1);
  });
});

describe('a command over HTTP', () => {
  test('tells every field that is wrong or unknown at once', async () => {
    await openOne();
    const answer = await command('contact', {
      direction: 'up',
      channel: 'phone',
      purpose: 'other',
      eta: '10:00',
      colour: 1,
    });
    expect(answer.status).toBe(422);
    expect(
      answer.body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]),
    ).toEqual(
      expect.arrayContaining([
        ['/direction', 'oneOf'],
        ['/eta', 'instant'],
        ['/text', 'required'],
        ['/colour', 'unknownField'],
      ]),
    );
  });

  test('without its version names the field; an update names what it lacks', async () => {
    await openOne();
    const missing = await command('take', { expectedVersion: undefined });
    expect([missing.status, missing.body.errors[0].pointer]).toEqual([422, '/expectedVersion']);
    const update = await command('contact', {
      direction: 'out',
      channel: 'phone',
      purpose: 'update',
      text: 't',
    });
    expect(update.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/progress',
      '/nextStep',
      '/eta',
    ]);
  });

  test('that does not exist, or for a case that does not, is 404 and says what is accepted', async () => {
    await openOne();
    const unknown = await command('explode', {});
    expect(unknown.status).toBe(404);
    expect(unknown.body.detail).toContain('take, decline, contact');
    const nowhere = await service.http.request('POST', '/v1/cases/SH-1/commands/take', {
      expectedVersion: 1,
    });
    expect([nowhere.status, nowhere.body.code]).toEqual([404, 'notFound']);
  });

  test('of staff is refused to the customer', async () => {
    await openOne();
    expect((await command('take', {}, { 'Caseloop-Actor': 'customer' })).status).toBe(403);
  });
});

describe('the list of cases', () => {
  test('is read page by page, newest first, and narrowed by what one looks for', async () => {
    others.publishPack();
    for (const n of [1, 2, 3, 4, 5]) {
      others.acceptRequest(n, { type: n % 2 ? 'productFault' : 'other', orderNo: `PO-${n}` }, OPENED_AT + n);
    }
    await service.deliver([...others.events, others.offer(2, 'wu')]);
    const first = await get('?limit=2');
    const second = await get(`?limit=2&after=${first.next}`);
    const third = await get(`?limit=2&after=${second.next}`);
    const numbers = [first, second, third].flatMap(({ items }) =>
      items.map(({ number }: { number: string }) => number),
    );
    expect(numbers.map((number) => Number(number.slice(-1)))).toEqual([5, 4, 3, 2, 1]);
    expect(third.next).toBeNull();
    const count = async (query: string) => (await get(query)).items.length;
    expect(await count('?type=other')).toBe(2);
    expect(await count('?status=assigned&holder=wu&team=techSupport')).toBe(1);
    expect(await count('?q=PO-3')).toBe(1);
    expect(await count('?q=SH-2026-000004&urgency=normal')).toBe(1);
    expect(await count(`?customer=${caseId(9)}`)).toBe(0);
    expect((await get('?sort=openedAt')).items[0].number).toBe('SH-2026-000001');
    expect((await service.http.request('GET', '/v1/cases?status=done')).status).toBe(422);
  });
});
