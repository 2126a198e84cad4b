import { describe, expect, test } from '@jest/globals';
import { BatchLoop } from './batch-loop.js';

const MINUTE_MS = 60_000;

/** A loop whose batches are kept, and whose handler can be made to refuse or to take its time. */
function aLoop(options: { batchMessages?: number; lingerMs?: number } = {}) {
  const batches: number[][] = [];
  const settled: number[] = [];
  const control = { refuse: false, hold: Promise.resolve() as Promise<unknown> };
  const loop = new BatchLoop<number>({
    batchMessages: 3,
    lingerMs: 0,
    ...options,
    handle: async (batch) => {
      batches.push([...batch]);
      await control.hold;
      if (control.refuse) throw new Error('not now');
    },
    settle: (batch) => void settled.push(...batch),
    onRejected: () => {},
  });
  const push = (...items: readonly number[]): void => items.forEach((item) => loop.push(item));
  return { loop, batches, settled, control, push };
}

describe('a batch loop', () => {
  test('hands over what arrived together, up to the size of a batch', async () => {
    const { loop, batches, settled, push } = aLoop();
    push(1, 2, 3, 4);
    expect(loop.held).toBe(4);
    expect(await loop.drain(MINUTE_MS)).toEqual([]);
    expect(batches).toEqual([[1, 2, 3], [4]]);
    expect(settled).toEqual([1, 2, 3, 4]);
    expect(loop.held).toBe(0);
  });

  test('does not make a lone message wait, however long it may linger', async () => {
    const { settled, push } = aLoop({ lingerMs: MINUTE_MS });
    push(1);
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(settled).toEqual([1]);
  });

  test('lingers after a full batch, until the next one is full too', async () => {
    const { batches, push } = aLoop({ lingerMs: MINUTE_MS });
    push(1, 2, 3, 4);
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(batches).toEqual([[1, 2, 3]]);
    push(5, 6);
    await new Promise(setImmediate);
    expect(batches).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  test('tries nothing twice once it drains, and gives back what was refused and what waited behind it', async () => {
    const { loop, batches, settled, control, push } = aLoop();
    control.refuse = true;
    push(1, 2, 3, 4);
    expect(await loop.drain(MINUTE_MS)).toEqual([1, 2, 3, 4]);
    expect(batches).toEqual([[1, 2, 3]]);
    expect(settled).toEqual([]);
  });

  test('settles nothing after it was abandoned, though the handler comes back', async () => {
    const { loop, settled, control, push } = aLoop();
    let release = (): void => {};
    control.hold = new Promise<void>((resolve) => (release = resolve));
    push(1);
    await new Promise(setImmediate);
    const abandoned = loop.abandon();
    release();
    await abandoned;
    push(2);
    expect(settled).toEqual([]);
    expect(loop.held).toBe(0);
  });

  test('drains no longer than it may', async () => {
    const { loop, settled, control, push } = aLoop();
    control.hold = new Promise(() => {});
    push(1, 2, 3, 4);
    expect(await loop.drain(1)).toEqual([1, 2, 3, 4]);
    expect(settled).toEqual([]);
  });
});
