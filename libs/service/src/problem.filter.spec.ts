import { describe, expect, test } from '@jest/globals';
import { NotFoundException } from '@nestjs/common';
import { Problem } from './problem.js';
import { toProblem } from './problem.filter.js';

function databaseError(code: string): Error {
  return Object.assign(new Error('relation "secret" does not exist'), { code });
}

describe('what a caller is told of an error', () => {
  test('a problem is told as it is', () => {
    const problem = new Problem({ status: 409, code: 'staleVersion', title: 'Stale' });
    expect(toProblem(problem)).toBe(problem);
  });

  test.each([
    '08006',
    '57P01',
    '53300',
    '40001',
    '40P01',
    '55P03',
    '57014',
    '25006',
    '25P03',
    'ECONNREFUSED',
    'ETIMEDOUT',
  ])('a database that is away or busy (%s) is 503 with Retry-After', (code) => {
    expect(toProblem(databaseError(code))).toMatchObject({
      status: 503,
      code: 'unavailable',
      retryAfterS: 2,
    });
  });

  test('a pool that gave no connection in time is 503', () => {
    expect(toProblem(new Error('timeout exceeded when trying to connect')).status).toBe(503);
    expect(toProblem(new Error('Connection terminated unexpectedly')).status).toBe(503);
    expect(toProblem(new AggregateError([databaseError('ECONNREFUSED')])).status).toBe(503);
  });

  test('what failed because the database went away is 503, whatever it is called by then', () => {
    const cause = databaseError('57P01');
    expect(toProblem(new Error('The connection broke during the commit', { cause })).status).toBe(503);
  });

  test.each(['23505', '42P01', '22P02'])('a mistake of ours (%s) is 500 and says nothing of it', (code) => {
    const document = toProblem(databaseError(code)).document();
    expect(document.status).toBe(500);
    expect(JSON.stringify(document)).not.toContain('secret');
  });

  test('an address that does not exist is 404', () => {
    expect(toProblem(new NotFoundException('Cannot GET /x'))).toMatchObject({
      status: 404,
      code: 'noSuchAddress',
    });
  });
});
