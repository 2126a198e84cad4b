import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AnyEvent } from '@caseloop/contracts';
import { createTestDatabase, expectNoDrift, type TestDatabase } from '@caseloop/testing';
import pg from 'pg';
import {
  RolledBackError,
  createInProcessTransport,
  createMessaging,
  type AnyDraft,
  type Messaging,
} from '../src/index.js';
import { DEFINITIONS, NOW, QUICK, note, pack } from './world.js';

const CASEWORK = DEFINITIONS.find(({ name }) => name === 'casework')!;

describe('what a service says in a transaction', () => {
  let db: TestDatabase;
  let pool: pg.Pool;
  let casework: Messaging;

  beforeEach(async () => {
    db = await createTestDatabase({ definitions: [CASEWORK] });
    pool = new pg.Pool({ connectionString: db.url('casework'), options: '-c search_path=casework', max: 8 });
    const transport = createInProcessTransport();
    casework = createMessaging({ service: 'casework', pool, transport, now: () => NOW, timings: QUICK });
  });
  afterEach(async () => {
    await pool.end();
    await db.drop();
  });

  const said = async (subject: string): Promise<AnyEvent[]> => {
    const { rows } = await pool.query<{ envelope: AnyEvent }>(
      'SELECT envelope FROM published_event WHERE subject = $1 ORDER BY sequence',
      [subject],
    );
    return rows.map((row) => row.envelope);
  };

  test('migrations and entities agree', () => expectNoDrift(CASEWORK, db));

  test('an event is written down as it will travel', async () => {
    const draft: AnyDraft = {
      ...note('a', 'hello'),
      id: '01900000-0000-7000-8000-000000000001',
      unit: 'north',
      correlationId: 'r1',
      causationId: 'e1',
    };
    await casework.transaction(async (tx) => tx.publish(draft));
    expect(await said('a')).toEqual([
      {
        specversion: '1.0',
        id: draft.id,
        source: 'caseloop/casework',
        type: 'case.noted.v1',
        subject: 'a',
        time: '2026-01-05T09:00:00.000Z',
        recordedat: '2026-01-05T09:00:00.000Z',
        dataschema: 'https://caseloop.dev/schemas/case.noted.v1.json',
        datacontenttype: 'application/json',
        sequence: '0000000001',
        unit: 'north',
        correlationid: 'r1',
        causationid: 'e1',
        data: draft.data,
      },
    ]);
  });

  test('sequences have no hole, however many speak at once and whoever of them fails', async () => {
    const subjects = ['a', 'b', 'c'];
    const speakers = Array.from({ length: 60 }, (_, n) =>
      casework.transaction(async (tx) => {
        tx.publish(note(subjects[n % 3]!, `${n}`), note(subjects[(n + 1) % 3]!, `${n}`));
        if (n % 7 === 0) throw new Error('On second thoughts');
      }),
    );
    const results = await Promise.allSettled(speakers);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(9);
    for (const subject of subjects) {
      const sequences = (await said(subject)).map((event) => Number(event.sequence));
      expect(sequences).toEqual(sequences.map((_, i) => i + 1));
    }
    // 60 speakers less the 9 that failed, two events each.
    expect(await casework.status()).toMatchObject({ published: { 'caseloop/casework': 102 }, outbox: 102 });
  });

  test('within one stream, the outbox has the order of the sequences', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        casework.transaction(async (tx) => tx.publish(note(n % 2 === 0 ? 'a' : 'b', `${n}`))),
      ),
    );
    for (const subject of ['a', 'b']) {
      const { rows } = await pool.query<{ sequence: string }>(
        'SELECT sequence FROM outbox WHERE subject = $1 ORDER BY position',
        [subject],
      );
      expect(rows.map(({ sequence }) => Number(sequence))).toEqual(rows.map((_, i) => i + 1));
    }
  });

  test('work that swallows the error of a statement does not pass for done', async () => {
    const work = casework.transaction(async (tx) => {
      tx.publish(note('a', 'lost'));
      await tx.query('SELECT 1 / 0').catch(() => undefined);
    });
    await expect(work).rejects.toThrow();
    const silent = casework.transaction(async (tx) => {
      await tx.query('SELECT 1 / 0').catch(() => undefined);
    });
    await expect(silent).rejects.toBeInstanceOf(RolledBackError);
    expect(await said('a')).toEqual([]);
  });

  test('two that would wait for each other both get through', async () => {
    await casework.transaction(async (tx) => tx.publish(note('a', '1'), note('b', '1')));
    const lock = `UPDATE stream_head SET changed_at = changed_at WHERE subject = $1`;
    let runs = 0;
    const both = [
      ['a', 'b'],
      ['b', 'a'],
    ].map(([first, second]) =>
      casework.transaction(async (tx) => {
        runs += 1;
        await tx.query(lock, [first]);
        await tx.query('SELECT pg_sleep(0.1)');
        await tx.query(lock, [second]);
      }),
    );
    await Promise.all(both);
    expect(runs).toBe(3);
  });

  test('nobody says what belongs to another service, nor what belongs to no stream', async () => {
    const foreign = casework.transaction(async (tx) => tx.publish(pack('p', 'v1')));
    await expect(foreign).rejects.toThrow("policy.published.v1 is intake's to say, not casework's");
    const heads: AnyDraft = { type: 'stream.heads.v1', subject: 'a', time: NOW, data: { heads: [] } };
    await expect(casework.transaction(async (tx) => tx.publish(heads))).rejects.toThrow(
      'belongs to no stream',
    );
  });

  test('an event larger than any consumer accepts is refused where it is said', async () => {
    const large = casework.transaction(async (tx) => tx.publish(note('a', 'x'.repeat(520 * 1024))));
    await expect(large).rejects.toThrow(RangeError);
    expect(await said('a')).toEqual([]);
  });

  test('the log has its month and the next, made by a role that may create nothing', async () => {
    await expect(pool.query('CREATE TABLE mine ()')).rejects.toThrow('permission denied');
    await casework.start();
    await casework.transaction(async (tx) => tx.publish(note('a', '1')));
    const { rows } = await pool.query<{ part: string; rows: number }>(
      `SELECT inhrelid::regclass::text AS part,
         (SELECT count(*)::int FROM published_event p WHERE p.tableoid = inhrelid) AS rows
       FROM pg_inherits WHERE inhparent = 'published_event'::regclass ORDER BY 1`,
    );
    expect(rows).toEqual([
      { part: 'published_event_default', rows: 0 },
      { part: 'published_event_y2026m01', rows: 1 },
      { part: 'published_event_y2026m02', rows: 0 },
    ]);
    await casework.stop();
  });
});
