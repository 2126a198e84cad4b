import { expect, test } from '@jest/globals';
import { assertDurable } from './migrate.js';

function serverWith(fsync: string) {
  return { query: async <R>() => ({ rows: [{ fsync }] as R[] }) };
}

test('a server that forgets committed work when the power fails is refused', async () => {
  await expect(assertDurable(serverWith('off'))).rejects.toThrow(/fsync=off/);
  await expect(assertDurable(serverWith('on'))).resolves.toBeUndefined();
});
