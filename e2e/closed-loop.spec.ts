import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connect, type Channel, type ChannelModel, type ConsumeMessage } from 'amqplib';
import { TOPOLOGY } from '@caseloop/messaging';
import { createTestDatabase, describeWithBroker, eventually, type TestDatabase } from '@caseloop/testing';
import { type Installation, http, startInstallation } from './installation.js';

const REQUEST = {
  source: 'customer',
  channel: 'phone',
  type: 'productFault',
  facts: { coreBusinessHit: true },
  customer: { name: '张伟', phone: '13800001234' },
  verbatim: '设备无法启动，生产线停了',
};

describeWithBroker('six processes on RabbitMQ and Postgres', (broker) => {
  let db: TestDatabase;
  let installation: Installation;
  let partner: ChannelModel;
  let channel: Channel;
  const receipts: ConsumeMessage[] = [];
  const replies: ConsumeMessage[] = [];

  beforeAll(async () => {
    db = await createTestDatabase();
    installation = await startInstallation(['--infra', 'local'], {
      ...{ DATABASE_URL: db.adminUrl, RABBITMQ_URL: broker.url, BROKER_PREFIX: broker.prefix },
    });
    partner = await connect(broker.url);
    channel = await partner.createChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, `${broker.prefix}caseloop.receipts`, 'receipt.acme.*');
    await channel.consume(queue, (message) => void (message && receipts.push(message)), { noAck: true });
    await channel.consume('amq.rabbitmq.reply-to', (message) => void (message && replies.push(message)), {
      noAck: true,
    });
    await http(installation.url, 'PUT', '/v1/agents/wu', { team: 'techSupport' });
    await http(installation.url, 'PUT', '/v1/agents/lin', {
      team: 'customerService',
      role: 'afterSalesSupervisor',
    });
  }, 180_000);

  afterAll(async () => {
    await partner?.close();
    await installation?.interrupt();
    await removeFromBroker(broker.url, broker.prefix);
    await db?.drop();
  }, 60_000);

  const call = (method: string, path: string, body?: unknown, actor = 'wu') =>
    http(installation.url, method, path, body, { 'caseloop-actor': actor });
  const advance = async (duration: string) => {
    const moved = await call('PUT', '/v1/dev/time', { advance: duration });
    expect(moved).toMatchObject({ status: 200 });
  };
  const publish = (key: string, body: unknown) =>
    channel.publish(`${broker.prefix}caseloop.intake`, 'request.acme', Buffer.from(JSON.stringify(body)), {
      ...{
        contentType: 'application/json',
        messageId: key,
        correlationId: key,
        replyTo: 'amq.rabbitmq.reply-to',
      },
      ...{ persistent: true, mandatory: true },
    });
  const receiptFor = async (where: ConsumeMessage[], key: string) =>
    eventually(() => {
      const found = where.find((message) => message.content.includes(`"key":"${key}"`));
      expect(found).toBeDefined();
      return JSON.parse(found!.content.toString());
    });

  test('a request goes the whole way, from the intake queue to the archive', async () => {
    const now = (await call('GET', '/v1/dev/time')).body.now as string;
    publish('order-1', { ...REQUEST, occurredAt: now });

    const receipt = await receiptFor(replies, 'order-1');
    expect(receipt).toMatchObject({
      status: 'accepted',
      duplicate: false,
      urgency: 'urgent',
      type: 'productFault',
    });
    expect(await receiptFor(receipts, 'order-1')).toEqual(receipt);
    const { caseId, caseNumber } = receipt as { caseId: string; caseNumber: string };
    expect(caseNumber).toMatch(/^SH-\d{4}-\d{6}$/);
    await advance('PT0S');
    expect((await call('GET', `/v1/cases/${caseNumber}`)).body).toMatchObject({
      id: caseId,
      status: 'assigned',
      holder: 'wu',
    });

    await advance('PT61M');
    const clocks = (await call('GET', `/v1/cases/${caseId}/clocks`)).body.items;
    expect(clocks).toContainEqual(expect.objectContaining({ metric: 'supervisorNotice', state: 'breached' }));
    const escalated = (await timeline(caseId)).filter((entry) => entry.type === 'case.escalated.v1');
    expect(escalated.map((entry) => entry.data.cause)).toContain('clock');

    await act(caseId, 'acknowledgeEscalation', {}, 'lin');
    await act(caseId, 'take', {});
    await act(caseId, 'contact', {
      direction: 'out',
      channel: 'phone',
      purpose: 'greeting',
      text: '您好，我是工程师小吴。',
    });
    const eta = new Date(Date.parse((await call('GET', '/v1/dev/time')).body.now) + 7_200_000).toISOString();
    await act(caseId, 'proposePlan', {
      cause: '模块A故障',
      method: '更换模块A',
      date: eta,
      eta,
      progressChannel: 'phone',
    });
    await act(caseId, 'resolve', { solution: '已更换模块A' });
    expect((await act(caseId, 'rate', { band: 'satisfied' }, 'customer')).status).toBe('confirmed');
    expect((await act(caseId, 'close', {})).status).toBe('closed');
    await advance('P8D');
    expect((await call('GET', `/v1/cases/${caseId}`)).body).toMatchObject({
      status: 'archived',
      outcome: 'satisfied',
    });
    expect((await call('GET', '/v1/metrics/urgentShare')).body.items).toEqual([
      { value: 1, numerator: 1, denominator: 1 },
    ]);

    const told = (await call('GET', `/v1/cases/${caseId}/messages`)).body.items.map(
      (message: { template: string }) => message.template,
    );
    expect(told).toEqual(
      expect.arrayContaining(['acceptanceNotice', 'planNotice', 'resultNotice', 'escalation']),
    );
  }, 180_000);

  test('the same key again answers the same receipt, marked as a duplicate', async () => {
    const now = (await call('GET', '/v1/dev/time')).body.now as string;
    const body = { ...REQUEST, occurredAt: now };
    publish('order-2', body);
    const first = await receiptFor(replies, 'order-2');
    replies.length = 0;
    publish('order-2', body);
    expect(await receiptFor(replies, 'order-2')).toEqual({ ...first, duplicate: true });
  }, 60_000);

  test('what cannot be accepted is answered with a problem that names the place', async () => {
    publish('order-3', { ...REQUEST, customer: {}, occurredAt: '2026-11-23T01:00:00Z' });
    const rejected = await receiptFor(replies, 'order-3');
    expect(rejected.status).toBe('rejected');
    expect(rejected.problem.errors).toContainEqual(expect.objectContaining({ pointer: '/customer/name' }));
  }, 60_000);

  interface Entry {
    readonly type: string;
    readonly data: { readonly cause?: string };
  }
  const timeline = async (caseId: string): Promise<Entry[]> =>
    (await call('GET', `/v1/cases/${caseId}/timeline?limit=200`)).body.items;

  async function act(caseId: string, command: string, fields: object, actor = 'wu') {
    const { version } = (await call('GET', `/v1/cases/${caseId}`)).body;
    const answer = await call(
      'POST',
      `/v1/cases/${caseId}/commands/${command}`,
      { ...fields, expectedVersion: version },
      actor,
    );
    expect({ command, status: answer.status, body: answer.status < 300 ? undefined : answer.body }).toEqual({
      command,
      status: 200,
    });
    await advance('PT0S');
    return (await call('GET', `/v1/cases/${caseId}`)).body;
  }
});

/** Takes away what an installation has declared under its prefix; a channel each, because a refusal closes it. */
async function removeFromBroker(url: string, prefix: string): Promise<void> {
  const connection = await connect(url);
  const remove = async (work: (open: Channel) => Promise<unknown>) =>
    connection
      .createChannel()
      .then(work)
      .catch(() => undefined);
  for (const { name } of TOPOLOGY.queues) await remove((open) => open.deleteQueue(prefix + name));
  for (const { name } of TOPOLOGY.exchanges) await remove((open) => open.deleteExchange(prefix + name));
  await connection.close();
}
