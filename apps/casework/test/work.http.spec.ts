import { validateEvent } from '@caseloop/contracts/validate-event';
import { derivedId } from '@caseloop/service';
import { DAY, HOUR, MINUTE } from '@caseloop/service-time';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OPENED_AT } from './a-case.js';
import { Desk } from './desk.js';
import { caseId, clockId } from './neighbours.js';

let desk: Desk;

beforeEach(async () => {
  desk = await Desk.start();
});
afterEach(async () => {
  for (const event of await desk.service.published()) expect(validateEvent(event)).toEqual([]);
  await desk.stop();
});

/** Cases 1 to `count`, nobody's yet. */
async function open(count: number): Promise<void> {
  desk.others.publishPack();
  for (let n = 1; n <= count; n += 1) desk.others.acceptRequest(n);
  await desk.service.deliver(desk.others.events);
}

describe('the work beside the main path, over HTTP', () => {
  test('is all on the case: hands, tasks and when they are overdue, who the customer is', async () => {
    await open(1);
    await desk.done('take', {});
    await desk.done('addAssistant', { agent: 'lin' });
    await desk.done('formTaskForce', { members: ['wu', 'he'], lead: 'he' });
    const dueAt = new Date(OPENED_AT + HOUR).toISOString();
    await desk.done('addTask', {
      expectedVersion: undefined,
      department: 'development',
      title: 'patch',
      dueAt,
    });
    await desk.done('verifyIdentity', { method: 'phoneTail', passed: true, evidence: '1234' });
    const early = await desk.view();
    expect(early).toMatchObject({
      assistants: ['lin'],
      taskForce: { members: ['wu', 'he'], lead: 'he' },
      tasks: [{ department: 'development', title: 'patch', owner: null, dueAt, overdue: false }],
      identityVerified: true,
      identityCheck: { method: 'phoneTail', passed: true },
    });
    expect(JSON.stringify(early)).not.toContain('texts');
    desk.clock.set(OPENED_AT + HOUR + 1);
    const [task] = (await desk.view()).tasks;
    expect(task.overdue).toBe(true);
    const refusal = await desk.command('resolve', { solution: 's' });
    expect([refusal.status, refusal.body.code]).toEqual([422, 'openTasks']);
    expect(refusal.body.errors[0].message).toContain(task.taskId);
    await desk.done('completeTask', { taskId: task.taskId, result: 'patched' });
    expect(await desk.done('resolve', { solution: 's' })).toMatchObject({ status: 'resolved' });
  });

  test('a clock is extended by two people, as long as it runs', async () => {
    await open(1);
    await desk.done('take', {});
    const request = {
      clockId: clockId(1),
      to: { businessDays: 5 },
      reason: 'part',
      consent: { attachment: 'u' },
    };
    expect((await desk.command('requestExtension', request)).body.code).toBe('unknownClock');
    await desk.service.deliver([desk.others.startClock(1, OPENED_AT + HOUR)]);
    const { extensions } = await desk.done('requestExtension', request);
    expect(extensions).toMatchObject([
      {
        metric: 'planProposed',
        dueAt: '2026-11-23T02:00:00.000Z',
        to: '2026-11-30T10:00:00.000Z',
        granted: null,
      },
    ]);
    const decision = { extensionId: extensions[0].extensionId, grant: true, reason: 'ok' };
    expect((await desk.command('decideExtension', decision)).status).toBe(403);
    await desk.service.deliver([desk.others.breach(1, 1, OPENED_AT + HOUR)]);
    expect((await desk.command('decideExtension', decision, 'lin')).body.code).toBe('notRunning');
    expect(
      (await desk.done('decideExtension', { ...decision, grant: false }, 'lin')).extensions,
    ).toMatchObject([{ granted: false, decidedBy: { id: 'lin' }, reason: 'part' }]);
    await desk.done('explainBreach', { clockId: clockId(1), reason: 'r', catchUpPlan: 'p' });
  });

  test.each([
    [{ to: 'tomorrow' }, '/to'],
    [{ to: { businessDays: 0 } }, '/to'],
    [{ to: { businessDays: 1, hours: 2 } }, '/to'],
    [{ consent: undefined }, '/consent'],
    [{ consent: { attachment: '' } }, '/consent/attachment'],
    [{ consent: { attachment: 'u', by: 'x' } }, '/consent/by'],
    [{ reason: ' ' }, '/reason'],
  ])('an extension with %j is refused at %s', async (fields, pointer) => {
    await open(1);
    const request = {
      clockId: clockId(1),
      to: { businessDays: 5 },
      reason: 'r',
      consent: { attachment: 'u' },
    };
    const { status, body } = await desk.command('requestExtension', { ...request, ...fields });
    expect([status, body.errors.map((error: { pointer: string }) => error.pointer)]).toEqual([
      422,
      [pointer],
    ]);
  });

  test('a customer who does not do their part in time is waited for no longer', async () => {
    await open(1);
    await desk.done('take', {});
    const dueAt = new Date(OPENED_AT + HOUR).toISOString();
    const asked = await desk.done('askCustomer', { steps: ['export', 'upload'], dueAt });
    expect(asked).toMatchObject({
      status: 'waitingCustomer',
      resumeAt: dueAt,
      customerActions: [{ steps: ['export', 'upload'], endedAt: null, overdue: false }],
    });
    await desk.passTo(OPENED_AT + DAY);
    expect(await desk.view()).toMatchObject({
      status: 'inProgress',
      customerActions: [{ endedAt: dueAt, overdue: true }],
    });
  });
});

describe('two cases', () => {
  const duplicate = (n: number) => ({ caseId: caseId(n), as: 'duplicateOf' });

  test('one of which is the duplicate of the other both say so', async () => {
    await open(2);
    expect(await desk.done('link', duplicate(2))).toMatchObject({ status: 'closed', outcome: 'duplicate' });
    expect(await desk.view(2)).toMatchObject({
      status: 'registered',
      version: 3,
      links: [{ caseId: caseId(1), number: 'SH-2026-000001', as: 'hasDuplicate' }],
    });
    expect((await desk.types(2)).at(-1)).toBe('case.linked.v1');
    const unknown = await desk.command('link', { ...duplicate(9), as: 'relatedTo' }, 'wu', 2);
    expect([unknown.status, unknown.body.errors[0].pointer]).toEqual([422, '/caseId']);
  });

  test('named duplicates of each other at the same moment end as one', async () => {
    await open(6);
    const pairs = [1, 3, 5].flatMap((n) => [
      desk.command('link', duplicate(n + 1), 'wu', n),
      desk.command('link', duplicate(n), 'lin', n + 1),
    ]);
    const statuses = (await Promise.all(pairs)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(3);
    for (const n of [1, 3, 5]) {
      const outcomes = [(await desk.view(n)).outcome, (await desk.view(n + 1)).outcome];
      expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(1);
    }
  });

  test('are linked when the second was opened for a need of the first, however often that is told', async () => {
    await open(1);
    const { needs } = await desk.done('addNeed', { type: 'other', verbatim: 'an SMS' });
    const need = { needId: needs[0].needId, caseId: caseId(1) };
    const event = desk.others.acceptRequest(2, { need }, OPENED_AT + MINUTE);
    await desk.service.deliver([event]);
    await desk.service.deliver([event]);
    expect(await desk.view(1)).toMatchObject({
      needs: [{ needId: need.needId, caseId: caseId(2) }],
      links: [{ caseId: caseId(2), as: 'hasFollowOn' }],
    });
    expect(await desk.view(2)).toMatchObject({ links: [{ caseId: caseId(1), as: 'followOn' }] });
    expect((await desk.types(1)).filter((type) => type === 'case.linked.v1')).toHaveLength(1);
  });

  test('opened in one batch for needs of one case are both linked with it', async () => {
    await open(1);
    const need = { needId: derivedId('need'), caseId: caseId(1) };
    await desk.service.deliver([2, 3].map((n) => desk.others.acceptRequest(n, { need })));
    expect((await desk.view(1)).links.map(({ caseId: id }: { caseId: string }) => id).sort()).toEqual(
      [caseId(2), caseId(3)].sort(),
    );
  });
});
