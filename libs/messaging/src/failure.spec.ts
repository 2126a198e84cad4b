import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PermanentError, codeOf, isRepeatable, isTimeout, kindOf, nextPauseMs } from './failure.js';
import { RETRY_LADDER_MS } from './limits.js';

const coded = (code: string, message = 'x'): Error => Object.assign(new Error(message), { code });

describe('telling a bad event from a bad moment', () => {
  test.each([
    '08006',
    '40001',
    '40P01',
    '53300',
    '55P03',
    '57P01',
    '57014',
    '58030',
    '25006',
    '25P03',
    '25P04',
    'ECONNRESET',
    'EPIPE',
  ])('%s passes', (code) => expect(kindOf(coded(code))).toBe('transient'));
  test.each(['22P02', '22021', '23505', '23514'])('%s stays', (code) =>
    expect(kindOf(coded(code))).toBe('permanent'),
  );
  test.each(['42P01', '55000', 'ERR_ASSERTION'])('%s may be either', (code) =>
    expect(kindOf(coded(code))).toBe('unknown'),
  );

  test('an error without a code may be either; what says itself that it stays, stays', () => {
    expect(kindOf(new TypeError('undefined is not a function'))).toBe('unknown');
    expect(kindOf('a text')).toBe('unknown');
    expect(kindOf(new PermanentError('unknown_type', 'x'))).toBe('permanent');
  });

  test('the code is found in what caused an error, and a chain that bites its tail ends', () => {
    expect(codeOf(new Error('outer', { cause: coded('40P01') }))).toBe('40P01');
    expect(isRepeatable(new Error('outer', { cause: coded('40P01') }))).toBe(true);
    const endless = new Error('endless');
    endless.cause = endless;
    expect(codeOf(endless)).toBeNull();
  });

  test('a text in another language changes nothing', () => {
    expect(kindOf(coded('40001', '由于并发更新而无法串行访问'))).toBe('transient');
  });

  test('what the driver notices itself has no code and passes', () => {
    expect(kindOf(new Error('Connection terminated unexpectedly'))).toBe('transient');
    expect(kindOf(new Error('timeout exceeded when trying to connect'))).toBe('transient');
    const lost = new Error('outer', { cause: new Error('Connection terminated unexpectedly') });
    expect(kindOf(lost)).toBe('transient');
    expect(isTimeout(new Error('Query read timeout'))).toBe(true);
    expect(isTimeout(coded('57014'))).toBe(true);
    expect(isTimeout(coded('57P01'))).toBe(false);
  });

  test('the ladder has its steps, spread by a fifth either way, and an end', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: RETRY_LADDER_MS.length }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, c) => {
          const step = RETRY_LADDER_MS[n - 1]!;
          const pause = nextPauseMs(RETRY_LADDER_MS, n, c)!;
          expect(pause).toBeGreaterThanOrEqual(Math.round(step * 0.8));
          expect(pause).toBeLessThanOrEqual(Math.round(step * 1.2));
        },
      ),
    );
    expect(nextPauseMs(RETRY_LADDER_MS, RETRY_LADDER_MS.length + 1, 0.5)).toBeNull();
  });
});
