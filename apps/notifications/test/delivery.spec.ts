import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AnyEvent, EventData } from '@caseloop/contracts';
import { SimulatedClock, derivedId, systemClock } from '@caseloop/service';
import {
  History,
  type TestDatabase,
  type TestService,
  createTestDatabase,
  eventually,
  startTestService,
} from '@caseloop/testing';
import { carriersOf } from '../src/carriers.js';
import { readNotificationsConfig } from '../src/config.js';
import { PER_HOUR_MAX } from '../src/domain/limits.js';
import { notifications, notificationsWith } from '../src/service.js';
import { type Gateway, answers, hangs, startGateway } from './a-gateway.js';
import { type MailServer, startMailServer } from './a-mail-server.js';

const NINE = Date.parse('2026-11-23T01:00:00.000Z');
const TEN_AT_NIGHT = Date.parse('2026-11-23T14:00:00.000Z');
const EIGHT = Date.parse('2026-11-24T00:00:00.000Z');
const HOUR = 3_600_000;
const A = derivedId('case', 'a');
type Opening = Partial<EventData<'case.opened.v1'>>;

let db: TestDatabase;
let mail: MailServer;
let gateway: Gateway;
let clock: SimulatedClock;
let service: TestService | null;

beforeEach(async () => {
  db = await createTestDatabase({ definitions: [notifications] });
  [mail, gateway] = [await startMailServer(), await startGateway()];
});
afterEach(async () => {
  await service?.stop();
  service = null;
  await Promise.all([mail.close(), gateway.close(), db.drop()]);
});

async function start(at: number): Promise<TestService> {
  const config = readNotificationsConfig({
    ...{ SMTP_URL: mail.url, MAIL_FROM: 'service@example.org', SMTP_TIMEOUT_MS: '1000' },
    ...{ GATEWAY_URL: gateway.url, GATEWAY_SECRET: `whsec_${'A'.repeat(32)}`, GATEWAY_TIMEOUT_MS: '1000' },
  });
  clock = new SimulatedClock(at);
  const definition = notificationsWith(({ logger }) => carriersOf(config, logger, systemClock().now));
  service = await startTestService(definition, { db, clock });
  return service;
}

/** A customer who prefers a channel; their telephone and mailbox are known. */
const prefers = (preferredChannel: 'sms' | 'email', urgency = 'normal'): Opening => ({
  // Nobody knows them in this chat: it leads nowhere.
  ...{ urgency, channel: 'webChat' },
  customer: { id: derivedId('customer', 'a'), preferredChannel },
  personal: {
    customer: { name: '王芳\r\nBcc: everybody@example.com', phone: '13800001234', email: 'wang@example.com' },
    verbatim: '设备无法启动',
  },
});

function story(history: History, over: Opening): AnyEvent[] {
  return [history.publishesPack(), history.opens(A, over), history.proposesPlan(A, 'wu')];
}

async function messages(of: TestService) {
  await eventually(async () => expect((await of.status()).pending).toBe(0), { timeoutMs: 10_000 });
  return (await of.http.request('GET', `/v1/cases/${A}/messages`)).body.items;
}
const failures = async (of: TestService) =>
  (await of.published('notification.failed.v1')).map(
    ({ data }) => data as { reason: string; final: boolean },
  );

test('what is delivered twice and shuffled reaches the customer once per message', async () => {
  const running = await start(NINE);
  const history = new History(new Date(NINE).toISOString());
  const events = [...story(history, prefers('sms')), history.assigns(A, 'wu'), history.resolves(A, 'wu')];
  await running.deliver(
    [...events, ...events]
      .map((event, i) => ({ event, place: (i * 7) % 10 }))
      .sort((a, b) => a.place - b.place)
      .map(({ event }) => event),
  );
  await eventually(() => expect(gateway.received).toHaveLength(4));
  const said = (await messages(running)).filter(({ to }: { to: string }) => to === 'customer');
  expect(
    said.map(({ state, channel, reference }: Record<string, string>) => [state, channel, reference]),
  ).toEqual(said.map(() => ['handedOver', 'sms', expect.stringMatching(/^taken-\d$/)]));
  const ids = gateway.received.map(({ headers }) => headers['webhook-id']);
  expect(ids.sort()).toEqual(said.map(({ id }: { id: string }) => id).sort());
  expect(mail.tried).toEqual([]);
});

describe('a channel that fails for good', () => {
  test('is followed by the next one, and the reason is kept', async () => {
    const running = await start(NINE);
    mail.treat(550);
    await running.deliver(story(new History(new Date(NINE).toISOString()), prefers('email')));
    const [first, second] = await messages(running);
    expect(first).toMatchObject({ channel: 'email', state: 'failed', reason: 'SMTP 550 at RCPT TO' });
    expect(second).toMatchObject({ channel: 'sms', state: 'handedOver', fallbackOf: first.id });
    expect(second.note).toBe('in place of email: SMTP 550 at RCPT TO');
    expect(second.text).toBe(first.text);
    expect(await failures(running)).toMatchObject([{ channel: 'email', final: false }]);
    expect(JSON.stringify(await running.published())).not.toMatch(/wang@|1380000|王芳/);
  });

  test('hands its survey on: it is sent when the other message is', async () => {
    const running = await start(NINE);
    mail.treat(550, 550);
    const history = new History(new Date(NINE).toISOString());
    const opened = history.opens(A, prefers('email'));
    await running.deliver([history.publishesPack(), opened, history.resolves(A, 'wu')]);
    const survey = (await messages(running)).find(
      ({ template, channel }: Record<string, string>) =>
        template === 'satisfactionSurvey' && channel === 'sms',
    );
    const sent = await running.published('survey.sent.v1');
    expect(sent.map(({ data }) => data)).toMatchObject([{ messageId: survey.id }]);
  });

  test('leaves the customer to a person who calls in the end', async () => {
    const running = await start(NINE);
    mail.treat(550);
    gateway.treat(answers(422));
    await running.deliver(story(new History(new Date(NINE).toISOString()), prefers('sms')));
    const channels = (await messages(running)).map(({ channel, state }: Record<string, string>) => [
      channel,
      state,
    ]);
    expect(channels).toEqual([
      ['sms', 'failed'],
      ['email', 'failed'],
      ['callTask', 'handedOver'],
    ]);
  });
});

describe('a gateway', () => {
  test('that took a text and did not say so is not asked again: what became of it is unknown', async () => {
    const running = await start(NINE);
    gateway.treat(hangs);
    await running.deliver(story(new History(new Date(NINE).toISOString()), prefers('sms')));
    expect(await messages(running)).toMatchObject([{ channel: 'sms', state: 'unknown', attempts: 1 }]);
    expect(gateway.received).toHaveLength(1);
    expect(mail.tried).toEqual([]);
    expect(await failures(running)).toMatchObject([{ final: true }]);
  });

  test('that has enough is asked again with the same id once it wants to be', async () => {
    const running = await start(NINE);
    gateway.treat(answers(429, { 'retry-after': '2' }), answers(503));
    await running.deliver(story(new History(new Date(NINE).toISOString()), prefers('sms')));
    expect(await messages(running)).toMatchObject([{ channel: 'sms', state: 'handedOver', attempts: 3 }]);
    expect(new Set(gateway.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(await failures(running)).toEqual([]);
  });
});

describe('at night', () => {
  const at = new Date(TEN_AT_NIGHT).toISOString();

  test('a text waits for the morning', async () => {
    const running = await start(TEN_AT_NIGHT);
    await running.deliver(story(new History(at), prefers('sms')));
    expect(await messages(running)).toMatchObject([
      { state: 'planned', notBefore: new Date(EIGHT).toISOString() },
    ]);
    expect((await running.status()).nextDueAt).toBe(EIGHT);
    clock.set(EIGHT - 1);
    await running.tick();
    expect(await messages(running)).toMatchObject([{ state: 'planned' }]);
    clock.set(EIGHT);
    await running.tick();
    expect(await messages(running)).toMatchObject([{ state: 'handedOver', notBefore: null }]);
    expect(gateway.received).toHaveLength(1);
    expect((await running.status()).nextDueAt).toBeNull();
  });

  test('what is urgent goes out, and so does a mail', async () => {
    const running = await start(TEN_AT_NIGHT);
    const history = new History(at);
    await running.deliver(story(history, prefers('sms', 'urgent')));
    const other = derivedId('case', 'b');
    await running.deliver([history.opens(other, prefers('email')), history.proposesPlan(other, 'wu')]);
    await messages(running);
    expect([gateway.received.length, mail.mails.length]).toEqual([1, 1]);
  });
});

test('one customer is sent so much in an hour; the rest goes out when the hour is over', async () => {
  const running = await start(NINE);
  const history = new History(new Date(NINE).toISOString());
  const first = story(history, prefers('sms'));
  const plans = Array.from({ length: PER_HOUR_MAX }, () => history.proposesPlan(A, 'wu'));
  await running.deliver([...first, ...plans]);
  await messages(running);
  expect(gateway.received).toHaveLength(PER_HOUR_MAX);
  expect((await running.status()).nextDueAt).toBe(NINE + HOUR);
  clock.set(NINE + HOUR);
  await running.tick();
  await messages(running);
  expect(gateway.received).toHaveLength(PER_HOUR_MAX + 1);
});
