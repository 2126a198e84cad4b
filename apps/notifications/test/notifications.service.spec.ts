import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AnyEvent } from '@caseloop/contracts';
import { SimulatedClock, derivedId } from '@caseloop/service';
import {
  History,
  type TestDatabase,
  type TestService,
  createTestDatabase,
  eventually,
  expectNoDrift,
  expectSchema,
  startTestService,
} from '@caseloop/testing';
import { notifications } from '../src/service.js';

const NINE = '2026-11-23T01:00:00.000Z';
const HOUR = 3_600_000;
const A = derivedId('case', 'a');

interface MessageAnswer {
  readonly id: string;
  readonly to: string;
  readonly channel: string;
  readonly wantedChannel: string | null;
  readonly template: string;
  readonly language: string;
  readonly state: string;
  readonly at: string;
  readonly text: string;
}

let db: TestDatabase;
let clock: SimulatedClock;
let service: TestService;
let history: History;

beforeEach(async () => {
  db = await createTestDatabase({ definitions: [notifications] });
  clock = new SimulatedClock(Date.parse(NINE));
  service = await startTestService(notifications, { db, clock });
  history = new History(NINE);
});
afterEach(async () => {
  await service.stop();
  await db.drop();
});

/** All messages of the case, once nothing is left to be sent. */
async function messages(caseId = A): Promise<MessageAnswer[]> {
  await eventually(async () => expect((await service.status()).pending).toBe(0));
  return (await service.http.request('GET', `/v1/cases/${caseId}/messages`)).body.items;
}
const told = async () => (await messages()).map(({ to, template }) => `${to}: ${template}`);
const types = async () => (await service.published()).map(({ type }) => type);

/** A case that was resolved, and its survey's link. */
async function resolved(over: object = {}): Promise<string> {
  await service.deliver([
    history.publishesPack(),
    history.opens(A, over),
    history.assigns(A, 'wu'),
    history.resolves(A, 'wu'),
  ]);
  const survey = (await messages()).find(({ template }) => template === 'satisfactionSurvey')!;
  return /\/v1\/surveys\/[\w-]+/.exec(survey.text)![0];
}

describe('what is said about a case', () => {
  test('goes out when it happens, with its text frozen, and is handed over', async () => {
    await service.deliver([history.publishesPack(), history.opens(A), history.assigns(A, 'wu')]);
    const said = await messages();
    expect(said.map(({ to, template, channel, state }) => ({ to, template, channel, state }))).toEqual(
      expect.arrayContaining([
        { to: 'customer', template: 'acceptanceNotice', channel: 'callTask', state: 'handedOver' },
        { to: 'wu', template: 'assignmentOffer', channel: 'log', state: 'handedOver' },
      ]),
    );
    const [acceptance] = said.filter(({ to }) => to === 'customer');
    expect(acceptance!.text).toContain('SH-2026-000001');
    expect(acceptance!.text).toContain('王芳');
    expect(await types()).toEqual([
      'notification.planned.v1',
      'notification.planned.v1',
      'notification.handed_over.v1',
      'notification.handed_over.v1',
    ]);
  });

  test('says times in the zone of the pack and takes what people wrote for text', async () => {
    await service.deliver([history.publishesPack(), history.opens(A), history.proposesPlan(A, 'wu')]);
    const [plan] = await messages();
    expect(plan!.text).toContain('2026-11-23 17:00');
    expect(plan!.text).toContain('模块 A 故障 {{ case.number }}');
  });

  test('is said in the language of the customer over the channel they prefer', async () => {
    const customer = { id: derivedId('customer', 'en'), language: 'en-GB', preferredChannel: 'sms' } as const;
    await service.deliver([
      history.publishesPack(),
      history.opens(A, { customer }),
      history.assigns(A, 'wu'),
    ]);
    const [notice] = (await messages()).filter(({ to }) => to === 'customer');
    expect(notice).toMatchObject({ language: 'en', channel: 'log', wantedChannel: 'sms' });
  });

  test('carries no words of anybody in its events', async () => {
    await service.deliver([history.publishesPack(), history.opens(A), history.assigns(A, 'wu')]);
    await messages();
    expect(JSON.stringify(await service.published())).not.toMatch(/王芳|13800001234|设备/);
  });

  test('waits for the case where a clock is faster than its registration', async () => {
    await service.deliver([history.publishesPack(), history.breaches(A, 'supervisorNotice')]);
    expect(await types()).toEqual([]);
    await service.deliver([history.opens(A), history.assigns(A, 'wu')]);
    await eventually(async () => expect(await told()).toContain('afterSalesSupervisor: slaBreach'));
    const [breach] = (await messages()).filter(({ to }) => to === 'afterSalesSupervisor');
    expect(breach!.text).toContain('2026-11-23 09:00');
  });
});

describe('a survey', () => {
  test('is sent once for one handling, and says so when its message has left', async () => {
    await resolved();
    const [sent] = await service.published('survey.sent.v1');
    expect(sent).toMatchObject({
      subject: A,
      data: { caseId: A, cycle: 1, expiresAt: '2026-11-30T01:00:00.000Z' },
    });
    await service.deliver([history.reopens(A)]);
    expect(await service.published('survey.sent.v1')).toHaveLength(1);
  });

  test('takes one answer, and is gone afterwards', async () => {
    const link = await resolved();
    const answers = await Promise.all([
      service.http.request('POST', link, { band: 'satisfied' }),
      service.http.request('POST', link, { band: 'dissatisfied', reason: 'still broken' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410]);
    const answered = await service.published('survey.answered.v1');
    expect(answered).toHaveLength(1);
    expect(answered[0]!.data).toMatchObject({ caseId: A, cycle: 1 });
  });

  test('can be answered until it expires, and not a moment later', async () => {
    const link = await resolved();
    clock.set(Date.parse(NINE) + 7 * 24 * HOUR + 1);
    const late = await service.http.request('POST', link, { band: 'satisfied' });
    expect(late).toMatchObject({ status: 410, body: { code: 'surveyExpired' } });
  });

  test('refuses what the pack does not know, and keeps its link', async () => {
    const link = await resolved();
    const refused = async (body: object) =>
      (await service.http.request('POST', link, body)).body.errors[0].pointer;
    expect(await refused({ band: 'delighted' })).toBe('/band');
    expect(await refused({ score: 9 })).toBe('/score');
    expect(await refused({})).toBe('/score');
    expect(await refused({ band: 'dissatisfied' })).toBe('/reason');
    expect((await service.http.request('POST', '/v1/surveys/guess', { band: 'satisfied' })).status).toBe(404);
    expect((await service.http.request('POST', link, { band: 'satisfied' })).status).toBe(200);
  });
});

describe('reminders', () => {
  const reminders = async () => (await told()).filter((line) => line.endsWith('closingReminder')).length;

  test('go out at the times of the pack while the case is resolved, and carry a link that works', async () => {
    await resolved();
    expect((await service.status()).nextDueAt).toBe(Date.parse(NINE) + 24 * HOUR);
    clock.set(Date.parse(NINE) + 24 * HOUR);
    await service.tick();
    expect(await reminders()).toBe(1);
    clock.set(Date.parse(NINE) + 71 * HOUR);
    await service.tick();
    expect(await reminders()).toBe(3);
    const last = (await messages()).at(-1)!;
    const link = /\/v1\/surveys\/[\w-]+/.exec(last.text)![0];
    expect((await service.http.request('POST', link, { band: 'satisfied' })).status).toBe(200);
    expect((await service.status()).nextDueAt).toBeNull();
  });

  test('stop when the case is not resolved any more', async () => {
    await resolved();
    await service.deliver([history.reopens(A)]);
    expect((await service.status()).nextDueAt).toBeNull();
    clock.set(Date.parse(NINE) + 100 * HOUR);
    await service.tick();
    expect(await reminders()).toBe(0);
  });
});

test('a customer who is asked to do something is told the steps and until when', async () => {
  const before = [history.publishesPack(), history.opens(A), history.assigns(A, 'wu')];
  const asked = history.say('case.customer_asked.v1', A, {
    by: { kind: 'agent', id: 'wu' },
    status: 'waitingCustomer',
    cycle: 1,
    from: 'inProgress',
    actionId: derivedId('action'),
    dueAt: '2026-11-23T09:30:00.000Z',
    personal: { steps: ['导出设备日志', '通过小程序上传'] },
  });
  await service.deliver([...before, asked]);
  const message = (await messages()).find(({ template }) => template === 'customerAction');
  expect(message).toMatchObject({ to: 'customer', state: 'handedOver' });
  expect(message!.text).toMatch(/2026-11-23 17:30.*\n- 导出设备日志\n- 通过小程序上传/s);
});

test('everything delivered twice and out of order says everything once', async () => {
  const story: AnyEvent[] = [
    history.publishesPack(),
    history.opens(A),
    history.assigns(A, 'wu'),
    history.proposesPlan(A, 'wu'),
    history.breaches(A, 'planProposed'),
    history.resolves(A, 'wu'),
  ];
  const shuffled = [...story, ...story]
    .map((event, i) => ({ event, place: (i * 7919) % 23 }))
    .sort((a, b) => a.place - b.place)
    .map(({ event }) => event);
  await service.deliver(shuffled);
  const applied = { 'caseloop/casework': 4, 'caseloop/policies': 1, 'caseloop/sla': 1 };
  await eventually(async () => expect((await service.status()).applied).toMatchObject(applied));
  const lines = await told();
  expect(lines.filter((line) => !line.endsWith('slaBreach'))).toEqual([
    'customer: acceptanceNotice',
    'wu: assignmentOffer',
    'customer: planNotice',
    'customer: resultNotice',
    'customer: satisfactionSurvey',
  ]);
  const first = (await service.http.request('GET', `/v1/cases/${A}/messages?limit=2`)).body;
  const rest = (await service.http.request('GET', `/v1/cases/${A}/messages?after=${first.next}`)).body;
  const pages = [...first.items, ...rest.items].map(({ to, template }) => `${to}: ${template}`);
  expect(pages).toEqual(lines);
  expect(rest.next).toBeNull();
  expect(new Set(lines).size).toBe(lines.length);
});

test('the migrations are what the entities say and what was reviewed', async () => {
  await expectNoDrift(notifications, db);
  await expectSchema(notifications, db, new URL('../schema.sql', import.meta.url));
});
