import { expect, test } from '@jest/globals';
import pg from 'pg';
import { aRequest } from './a-request.js';
import { anIntake } from './an-intake.js';

test('a key whose first request is still being worked on is refused with 409, and answered afterwards', async () => {
  const intake = await anIntake();
  const other = new pg.Client({ connectionString: intake.db.adminUrl });
  try {
    await other.connect();
    // Another instance that has written and not committed.
    await other.query(`begin`);
    await other.query(
      `insert into intake.requests (id, partner, key, transport, status, receipt, received_at)
       values (gen_random_uuid(), 'acme', 'slow', 'http', 'accepted', '{}', '2026-11-23T01:00:00Z')`,
    );
    const answer = await intake.submit(aRequest(), 'slow');
    expect(answer).toMatchObject({ status: 409, body: { code: 'keyInUse' } });
    expect(answer.headers.get('retry-after')).toBe('1');
    await other.query('rollback');
    expect(await intake.submit(aRequest(), 'slow')).toMatchObject({
      status: 202,
      body: { duplicate: false },
    });
  } finally {
    await other.end();
    await intake.stop();
  }
});
