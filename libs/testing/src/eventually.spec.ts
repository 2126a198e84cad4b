import { describe, expect, test } from '@jest/globals';
import { eventually } from './eventually.js';

describe('eventually', () => {
  test('returns what the assertion returned as soon as it holds', async () => {
    let tries = 0;
    const attempt = (): number => {
      tries += 1;
      if (tries < 3) throw new Error('not yet');
      return tries;
    };
    expect(await eventually(attempt, { intervalMs: 1 })).toBe(3);
  });

  test('throws what the assertion threw last when the time is over', async () => {
    let tries = 0;
    const never = (): never => {
      throw new Error(`try ${++tries}`);
    };
    await expect(eventually(never, { timeoutMs: 10, intervalMs: 1 })).rejects.toThrow(/^try ([2-9]|\d\d)$/);
  });

  test('looks once even without any time', async () => {
    expect(await eventually(() => 'there', { timeoutMs: 0 })).toBe('there');
  });
});
