import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SimulatedClock, derivedId } from '@caseloop/service';
import {
  History,
  type TestDatabase,
  type TestService,
  createTestDatabase,
  eventually,
  startTestService,
} from '@caseloop/testing';
import pg from 'pg';
import { type CarrierLine, NotSentError } from '../src/carrier-line.js';
import { notifications, notificationsWith } from '../src/service.js';

const NINE = '2026-11-23T01:00:00.000Z';
const A = derivedId('case', 'a');
const CUSTOMER = { id: derivedId('customer', 'a'), preferredChannel: 'email' } as const;

let db: TestDatabase;
let service: TestService | null = null;

beforeEach(async () => {
  db = await createTestDatabase({ definitions: [notifications] });
});
afterEach(async () => {
  await service?.stop();
  service = null;
  await db.drop();
});

/** A line that fails as often as it is told to, and counts what it is asked. */
function failing(
  times: number,
  error: Error,
  repeatable: boolean,
): CarrierLine & { readonly sent: string[] } {
  const sent: string[] = [];
  return {
    repeatable,
    sent,
    send: ({ id }) => {
      sent.push(id);
      return sent.length <= times
        ? Promise.reject(error)
        : Promise.resolve({ reference: `ref-${sent.length}` });
    },
  };
}

async function start(log: CarrierLine): Promise<TestService> {
  const callTask: CarrierLine = { repeatable: true, send: () => Promise.resolve({}) };
  service = await startTestService(
    notificationsWith(() => ({ log, callTask })),
    { db, clock: new SimulatedClock(Date.parse(NINE)) },
  );
  return service;
}

/** One message, to the customer, over `log`. */
async function tellCustomer(to: TestService): Promise<void> {
  const history = new History(NINE);
  const personal = { customer: { name: '王芳', email: 'wang@example.com' }, verbatim: '设备无法启动' };
  await to.deliver([
    history.publishesPack(),
    history.opens(A, { customer: CUSTOMER, personal }),
    history.proposesPlan(A, 'wu'),
  ]);
}

const states = async (of: TestService) =>
  (await of.http.request('GET', `/v1/cases/${A}/messages`)).body.items.map(
    ({ state }: { state: string }) => state,
  );
const settled = (of: TestService) => eventually(async () => expect((await of.status()).pending).toBe(0));

describe('a carrier that fails', () => {
  test('is asked again where sending twice does no harm, and its reference is told', async () => {
    const line = failing(1, new Error('connection reset'), true);
    const running = await start(line);
    await tellCustomer(running);
    await settled(running);
    expect(await states(running)).toEqual(['handedOver']);
    expect(new Set(line.sent).size).toBe(1);
    expect(line.sent).toHaveLength(2);
    const [handedOver] = await running.published('notification.handed_over.v1');
    expect(handedOver!.data).toMatchObject({ template: 'planNotice', reference: 'ref-2' });
  });

  test('is not asked again where a second message could arrive: what became of the first is unknown', async () => {
    const line = failing(9, new Error('no answer'), false);
    const running = await start(line);
    await tellCustomer(running);
    await settled(running);
    expect(await states(running)).toEqual(['unknown']);
    expect(line.sent).toHaveLength(1);
    const [failed] = await running.published('notification.failed.v1');
    expect(failed!.data).toMatchObject({ reason: 'no answer', final: true });
  });

  test('is asked again even so when it is sure that nothing left', async () => {
    const line = failing(1, new NotSentError('line busy'), false);
    const running = await start(line);
    await tellCustomer(running);
    await settled(running);
    expect(await states(running)).toEqual(['handedOver']);
  });
});

describe('a sender that died between the call and its record', () => {
  /** Returns once its call has come back after all, too late: the message is not its any more. */
  async function dieWhileSending(): Promise<void> {
    let answer: (value: object) => void = () => {};
    const stuck: CarrierLine = { repeatable: true, send: () => new Promise((resolve) => (answer = resolve)) };
    const dying = await start(stuck);
    await tellCustomer(dying);
    await eventually(async () => expect(await states(dying)).toEqual(['sending']));
    const admin = new pg.Client({ connectionString: db.adminUrl });
    await admin.connect();
    // Its lease has run out, and somebody else has had the message since.
    await admin.query(
      `update notifications.messages set lease_until = '2000-01-01', attempts = attempts + 1`,
    );
    await admin.end();
    answer({ reference: 'too late' });
    await dying.stop();
    expect(await dying.published('notification.handed_over.v1')).toEqual([]);
  }

  test('leaves nothing in doubt where sending twice does no harm', async () => {
    await dieWhileSending();
    const line = failing(0, new Error(), true);
    const next = await start(line);
    await settled(next);
    expect(await states(next)).toEqual(['handedOver']);
    expect(line.sent).toHaveLength(1);
  });

  test('leaves a question for a person elsewhere', async () => {
    await dieWhileSending();
    const line = failing(0, new Error(), false);
    const next = await start(line);
    await settled(next);
    expect(await states(next)).toEqual(['unknown']);
    expect(line.sent).toEqual([]);
  });
});
