import { createInProcessTransport, createMessaging } from '@caseloop/messaging';
import { createLogger, createPool, newId } from '@caseloop/service';
import { formatInstant } from '@caseloop/service-time';
import { type TestDatabase, createTestDatabase, eventually } from '@caseloop/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg, { type Pool } from 'pg';
import { checkPack } from '../src/check-pack.js';
import { CustomersRepository } from '../src/customers.repository.js';
import type { AcceptedReceipt } from '../src/domain/receipt.js';
import { type Answer, type Arrival, Intake, type IntakeParts } from '../src/intake.js';
import { PacksRepository } from '../src/packs.repository.js';
import { RegistersRepository } from '../src/registers.repository.js';
import { RejectedRequestsRepository } from '../src/rejected-requests.repository.js';
import { RequestsRepository } from '../src/requests.repository.js';
import { intake as definition } from '../src/service.js';
import { submissionOf } from '../src/submissions.js';
import { aRequest, packFiles } from './a-request.js';
import { NOW } from './an-intake.js';

let db: TestDatabase;
let pool: Pool;
let parts: IntakeParts;
let intake: Intake;
let statements: string[] = [];

beforeAll(async () => {
  db = await createTestDatabase({ definitions: [definition] });
  const config = {
    service: 'intake',
    databaseUrl: db.url('intake'),
    databasePoolMax: 6,
    logLevel: 'silent',
  } as const;
  pool = createPool(config, createLogger(config));
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((statement: string | { text: string }, ...rest: unknown[]) => {
      statements.push(typeof statement === 'string' ? statement : statement.text);
      return query(statement, ...rest);
    }) as typeof client.query;
  });
  const transport = createInProcessTransport();
  const messaging = createMessaging({ service: 'intake', pool, transport, now: () => NOW });
  parts = {
    messaging,
    clock: { now: () => NOW },
    defaultPack: 'after-sales',
    requests: new RequestsRepository(pool),
    rejected: new RejectedRequestsRepository(pool),
    customers: new CustomersRepository(pool),
    packs: new PacksRepository(pool),
    registers: new RegistersRepository(),
  };
  intake = new Intake(parts);
  const { pack } = checkPack(packFiles());
  const application = { id: newId(), appliedTo: 'new', appliedAt: formatInstant(NOW), by: 'test' } as const;
  await messaging.transaction((tx) => parts.packs.apply(tx, pack!, packFiles(), application));
});
afterAll(async () => {
  await pool.end();
  await db.drop();
});

function arrival(key: string, body: unknown, partner = 'acme'): Arrival {
  const submission = submissionOf({ partner, transport: 'amqp', key: { key }, content: { value: body } });
  return { submission, raw: { bytes: Buffer.from(JSON.stringify(body)), contentType: 'application/json' } };
}

const phone = (n: number): string => `138${String(n).padStart(8, '0')}`;
const batchOf = (name: string, size: number): Arrival[] =>
  Array.from({ length: size }, (_, n) =>
    arrival(`${name}-${n}`, aRequest({ customer: { name, phone: phone(n) } })),
  );
const accepted = (answers: readonly Answer[]): AcceptedReceipt[] =>
  answers.map(({ receipt }) => receipt as AcceptedReceipt);
const count = async (text: string): Promise<number> =>
  Number((await pool.query<{ n: string }>(text)).rows[0]!.n);

async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  statements = [];
  await work();
  return statements;
}

test('a batch of two hundred is one transaction, with no more statements than a batch of two', async () => {
  const few = await statementsOf(() => intake.submit(batchOf('small', 2)));
  const batch = batchOf('large', 198);
  const mixed = [...batch, arrival('bad', { colour: 'red' }), arrival('large-0', aRequest())];
  const many = await statementsOf(() => intake.submit(mixed));
  expect(many.filter((text) => text === 'BEGIN')).toHaveLength(1);
  // One more for what was refused.
  expect(many.length).toBeLessThanOrEqual(few.length + 1);
  expect(many.length).toBeLessThan(20);
  expect(await count(`select count(distinct xmin::text) as n from requests where key like 'large-%'`)).toBe(
    1,
  );
});

/** Lets batches look at the same world before any of them can write: they meet at the counter of case numbers. */
async function submitTogether(batches: readonly Arrival[][]): Promise<Answer[][]> {
  const blocker = new pg.Client({ connectionString: db.adminUrl });
  await blocker.connect();
  try {
    await blocker.query(`begin; lock table intake.number_counters in exclusive mode`);
    const answers = Promise.all(batches.map((batch) => intake.submit(batch)));
    await eventually(async () => {
      const { rows } = await pool.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      expect(rows).toHaveLength(batches.length);
    });
    await blocker.query('commit');
    return await answers;
  } finally {
    await blocker.end();
  }
}

test('batches that meet in keys and references give each request one case', async () => {
  // Of a customer who is known already, so that they meet in nothing else.
  const customer = { name: 'A', phone: phone(1) };
  const batch = () =>
    [0, 1, 2, 3, 4, 5].map((n) =>
      arrival(`meet-${n}`, aRequest({ customer, ...(n < 2 && { externalRef: 'T-meet' }) })),
    );
  const answers = await submitTogether([batch(), batch(), batch(), batch()]);
  for (const [n] of batch().entries()) {
    expect(new Set(answers.map((one) => accepted(one)[n]!.caseId)).size).toBe(1);
  }
  const fresh = answers.flat().filter(({ receipt }) => receipt.status === 'accepted' && !receipt.duplicate);
  expect(fresh).toHaveLength(5);
});

test('batches that meet in a new customer make one customer of them', async () => {
  const customer = { name: 'B', phone: '13911112222', memberId: 'M-9' };
  await submitTogether([1, 2, 3].map((n) => [arrival(`who-${n}`, aRequest({ customer }))]));
  expect(await count(`select count(*) as n from requests where key like 'who-%'`)).toBe(3);
  expect(await count(`select count(distinct customer_id) as n from requests where key like 'who-%'`)).toBe(1);
});

test('numbers have no hole after all that: what was decided again gave its numbers back', async () => {
  const cases = await count(
    `select count(distinct case_number) as n from requests where status = 'accepted'`,
  );
  expect(await count(`select last as n from number_counters where prefix = 'SH-2026-'`)).toBe(cases);
});

test('a partner’s agreement decides about unit and pack where the request is silent', async () => {
  await pool.query(
    `insert into partners (id, default_pack, unit) values ('globex', null, 'north'), ('hooli', 'nonsense', null)`,
  );
  const [one, two] = await intake.submit([
    arrival('g', aRequest(), 'globex'),
    arrival('h', aRequest(), 'hooli'),
  ]);
  expect(one!.receipt).toMatchObject({ status: 'accepted', pack: { name: 'after-sales' } });
  expect(await count(`select count(*) as n from requests where partner = 'globex' and unit = 'north'`)).toBe(
    1,
  );
  expect(two!.receipt).toMatchObject({ status: 'rejected', problem: { code: 'unknownPack' } });
});

test('personal data stands apart, and the original spelling of a number is kept', async () => {
  await intake.submit([arrival('apart', aRequest({ summary: '停机', background: { stepsBefore: '重启' } }))]);
  const { rows } = await pool.query<{ body: object; personal: object }>(
    `select body, personal from requests where key = 'apart'`,
  );
  expect(JSON.stringify(rows[0]!.body)).not.toMatch(/张伟|1234|停机|重启/);
  expect(rows[0]!.personal).toMatchObject({ customer: { phone: '138 0000 1234' }, stepsBefore: '重启' });
});

test('a message larger than what is kept of it is refused and marked as cut', async () => {
  const body = { colour: 'x'.repeat(300 * 1024) };
  const [answer] = await intake.submit([arrival('huge', body)]);
  const { rows } = await pool.query<{ n: number; raw_truncated: boolean }>(
    'select length(raw) as n, raw_truncated from rejected_requests where id = $1',
    [answer!.receipt.requestId],
  );
  expect(rows[0]).toEqual({ n: 256 * 1024, raw_truncated: true });
});
