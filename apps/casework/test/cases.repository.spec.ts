import type { Transaction } from '@caseloop/messaging';
import { derivedId } from '@caseloop/service';
import { HOUR } from '@caseloop/service-time';
import { type TestDatabase, createTestDatabase } from '@caseloop/testing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { CaseClocksRepository, type ReportedClock } from '../src/case-clocks.repository.js';
import { CaseListsRepository } from '../src/case-lists.repository.js';
import { CasesRepository, LostUpdate } from '../src/cases.repository.js';
import type { CaseState } from '../src/domain/case.js';
import { casework } from '../src/service.js';
import { OPENED_AT, Story } from './a-case.js';

let db: TestDatabase;
let pool: pg.Pool;
let cases: CasesRepository;

beforeEach(async () => {
  db = await createTestDatabase({ definitions: [casework] });
  pool = new pg.Pool({
    connectionString: db.url('casework'),
    max: 4,
    options: '-c search_path=casework',
  });
  cases = new CasesRepository(pool);
});
afterEach(async () => {
  await pool.end();
  await db.drop();
});

async function inTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const run = async (statement: pg.QueryConfig) => {
    const { rows, rowCount } = await client.query(statement);
    return { rows, rowCount: rowCount ?? 0 };
  };
  const tx = {
    query: (text: string, values: unknown[] = []) => run({ text, values }),
    prepared: (name: string, text: string, values: unknown[] = []) => run({ name, text, values }),
    publish: () => undefined,
  } as unknown as Transaction;
  try {
    await client.query('begin');
    const result = await work(tx);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** The n-th of many cases that differ in nothing but what tells them apart. */
function numbered(state: CaseState, n: number): CaseState {
  return { ...state, id: derivedId('case', n), number: `SH-${n}`, openedAt: OPENED_AT + n };
}
const store = (...list: { state: CaseState; dueAt: number | null }[]) =>
  inTransaction((tx) => cases.store(tx, list));

describe('cases in the database', () => {
  test('come back as they were stored, whatever they hold', async () => {
    const story = Story.inProgress({ orderNo: 'PO-1', externalRef: '{"a\\",b}', facts: { complex: true } });
    story.done('attach', { kind: 'document', uri: 'https://files.example/ä "1"', name: "{x,'y'}" });
    story.done('promise', { what: 'call', dueAt: '2026-11-23T12:00:00+08:00' });
    const erased = { ...numbered(story.state, 2), personal: null };
    await store({ state: story.state, dueAt: null }, { state: erased, dueAt: OPENED_AT });
    const [one, two] = await inTransaction((tx) => cases.lock(tx, [story.state.id, erased.id]));
    expect([one, two]).toEqual(expect.arrayContaining([story.state, erased]));
    expect(await new CaseListsRepository(pool).find(story.state.number)).toEqual(story.state);
  });

  test('are not overwritten by what was decided on an older state', async () => {
    const story = Story.assigned();
    await store({ state: story.state, dueAt: null });
    const late = { state: story.state, dueAt: null };
    await expect(store(late)).rejects.toThrow(LostUpdate);
    await store({ state: story.done('take', {}).state, dueAt: null });
    expect((await new CaseListsRepository(pool).find(story.state.id))?.status).toBe('inProgress');
  });

  test('are locked by whoever loads them to change them', async () => {
    const { state } = Story.opened();
    await store({ state, dueAt: null });
    await inTransaction(async (tx) => {
      await cases.lock(tx, [state.id]);
      const second = inTransaction(async (other) => {
        await other.query("set local lock_timeout = '50ms'");
        await cases.lock(other, [state.id]);
      });
      await expect(second).rejects.toMatchObject({ code: '55P03' });
    });
  });

  test('that are due are claimed by one of several instances, the longest due first', async () => {
    const { state } = Story.opened();
    const due = [4, 2, 3, 1].map((n) => ({ state: numbered(state, n), dueAt: OPENED_AT + n * HOUR }));
    await store(...due);
    expect(await cases.nextDueAt()).toBe(OPENED_AT + HOUR);
    await inTransaction(async (tx) => {
      const mine = await cases.lockDue(tx, OPENED_AT + 3 * HOUR, 2);
      expect(mine.map(({ number }) => number)).toEqual(['SH-1', 'SH-2']);
      await inTransaction(async (other) => {
        const theirs = await cases.lockDue(other, OPENED_AT + 3 * HOUR, 10);
        expect(theirs.map(({ number }) => number)).toEqual(['SH-3']);
      });
    });
  });
});

describe('the clocks of cases', () => {
  test('are kept as they were last reported; a breach stays one', async () => {
    const clocks = new CaseClocksRepository();
    const caseId = derivedId('case', 1);
    const running = {
      clockId: derivedId('c'),
      caseId,
      metric: 'resolution',
      state: 'running' as const,
      dueAt: OPENED_AT,
      breachedAt: null,
    };
    const report = (...list: ReportedClock[]) => inTransaction((tx) => clocks.record(tx, list));
    await report(running, { ...running, clockId: derivedId('d'), state: 'paused', dueAt: null });
    const known = () => inTransaction((tx) => clocks.of(tx, caseId));
    expect(await known()).toEqual({
      [running.clockId]: { metric: 'resolution', state: 'running', dueAt: OPENED_AT, isBreached: false },
      [derivedId('d')]: { metric: 'resolution', state: 'paused', dueAt: null, isBreached: false },
    });
    await report({ ...running, state: 'breached', breachedAt: OPENED_AT });
    await report({ ...running, state: 'fulfilledLate' });
    expect((await known())[running.clockId]).toMatchObject({ state: 'fulfilledLate', isBreached: true });
    expect(await inTransaction((tx) => clocks.of(tx, derivedId('case', 2)))).toEqual({});
  });
});

describe('a list', () => {
  test('goes on exactly where the page before ended, also among cases of one instant', async () => {
    const { state } = Story.opened();
    const same = [1, 2, 3, 4, 5].map((n) => ({
      state: { ...numbered(state, n), openedAt: OPENED_AT },
      dueAt: null,
    }));
    await store(...same);
    const lists = new CaseListsRepository(pool);
    for (const newestFirst of [true, false]) {
      const seen: string[] = [];
      let after = null;
      for (let pages = 0; pages < 3; pages += 1) {
        const rows: CaseState[] = (await lists.list({}, newestFirst, after, 2)).slice(0, 2);
        seen.push(...rows.map(({ id }) => id));
        after = rows.at(-1)!;
      }
      const ids = same.map(({ state: { id } }) => id).sort();
      expect(seen).toEqual(newestFirst ? ids.reverse() : ids);
    }
  });
});
