import { casework } from '@caseloop/casework';
import { intake } from '@caseloop/intake';
import { createInProcessTransport } from '@caseloop/messaging';
import { notifications } from '@caseloop/notifications';
import { SimulatedClock } from '@caseloop/service';
import { sla } from '@caseloop/sla';
import { DAY, HOUR } from '@caseloop/service-time';
import {
  type TestDatabase,
  type TestService,
  afterSalesFiles,
  createTestDatabase,
  eventually,
  startTestService,
} from '@caseloop/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

/** Monday, 09:00 in Shanghai. */
const NINE = Date.parse('2026-11-23T01:00:00.000Z');
const LISTENING = { prefetch: 100, batchMessages: 100, lingerMs: 0 };

const transport = createInProcessTransport();
const clock = new SimulatedClock(NINE);
const services: TestService[] = [];
let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase({ definitions: [intake, casework, sla, notifications] });
  await transport.declare();
  for (const absent of ['routing', 'analytics']) {
    await transport.consume(`${absent}.events`, async () => undefined, LISTENING);
  }
  for (const definition of [intake, casework, sla, notifications]) {
    services.push(await startTestService(definition, { db, clock, transport }));
  }
}, 120_000);
afterAll(async () => {
  for (const service of services) await service.stop();
  await transport.close();
  await db.drop();
});

const [INTAKE, CASEWORK, SLA, NOTIFICATIONS] = [0, 1, 2, 3];
async function call(service: number, method: string, path: string, body?: unknown, actor = 'wu') {
  const headers = { 'Caseloop-Actor': actor, 'Caseloop-Partner': 'acme', 'Idempotency-Key': 'first' };
  const answer = await services[service]!.http.request(method, path, body, headers);
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}
const view = (id: string) => call(CASEWORK, 'GET', `/v1/cases/${id}`);
async function act(id: string, name: string, fields: object, actor?: string) {
  const { version } = await view(id);
  const body = { expectedVersion: version, ...fields };
  return call(CASEWORK, 'POST', `/v1/cases/${id}/commands/${name}`, body, actor);
}
async function resolutionOf(id: string) {
  const { items } = await call(SLA, 'GET', `/v1/cases/${id}/clocks`);
  return items.find(({ metric }: { metric: string }) => metric === 'resolution');
}

test('a further need, the customer’s part and more time go through every service they concern', async () => {
  await call(INTAKE, 'PUT', '/v1/policies/after-sales', { files: afterSalesFiles(), to: 'new' });
  const { caseId: id } = await call(INTAKE, 'POST', '/v1/requests', {
    source: 'customer',
    channel: 'phone',
    occurredAt: new Date(NINE).toISOString(),
    type: 'productFault',
    customer: { name: '张伟', phone: '13800001234' },
    verbatim: '设备无法启动',
  });
  await eventually(() => act(id, 'take', {}));

  await act(id, 'addNeed', { type: 'processImprovement', verbatim: '希望增加停机短信提醒' });
  const need = await eventually(async () => {
    const [one] = (await view(id)).needs;
    expect(one.caseId).not.toBeNull();
    return one;
  });
  const [first, second] = [await view(id), await view(need.caseId)];
  expect(second).toMatchObject({
    type: 'processImprovement',
    verbatim: '希望增加停机短信提醒',
    source: 'internalHandover',
    partner: 'acme',
    linkedServiceNo: first.number,
    customer: first.customer,
    links: [{ caseId: id, number: first.number, as: 'followOn' }],
  });
  expect(first.links).toEqual([{ caseId: second.id, number: second.number, as: 'hasFollowOn' }]);

  const dueAt = new Date(NINE + 4 * HOUR).toISOString();
  await act(id, 'askCustomer', { steps: ['导出设备日志'], dueAt });
  await eventually(async () => expect(await resolutionOf(id)).toMatchObject({ state: 'paused' }));
  await eventually(async () => {
    const { items } = await call(NOTIFICATIONS, 'GET', `/v1/cases/${id}/messages`);
    const asked = items.find(({ template }: { template: string }) => template === 'customerAction');
    expect(asked.text).toContain('导出设备日志');
  });
  clock.set(NINE + DAY);
  await services[CASEWORK!]!.tick();
  await eventually(async () => expect(await resolutionOf(id)).toMatchObject({ state: 'running' }));
  expect((await view(id)).customerActions).toMatchObject([{ overdue: true, endedAt: dueAt }]);

  const running = await resolutionOf(id);
  const request = {
    clockId: running.id,
    to: { businessDays: 5 },
    reason: '等待进口备件',
    consent: { attachment: 'https://files.example/consent.wav' },
  };
  const { extensions } = await eventually(() => act(id, 'requestExtension', request));
  const { extensionId, to } = extensions[0];
  expect(to).toBe('2026-11-30T10:00:00.000Z');
  await act(id, 'decideExtension', { extensionId, grant: true, reason: '同意' }, 'lin');
  await eventually(async () => expect(await resolutionOf(id)).toMatchObject({ dueAt: to }));
}, 120_000);
