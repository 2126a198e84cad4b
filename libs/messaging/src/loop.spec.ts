import { describe, expect, test } from '@jest/globals';
import { Loop, type PassResult } from './loop.js';

/** A pass that ends when it is told to, and how. */
function steered() {
  const started: { end: (result: PassResult) => void; fail: (error: Error) => void }[] = [];
  let onStart: () => void = () => {};
  const pass = (): Promise<PassResult> =>
    new Promise((resolve, reject) => {
      started.push({ end: resolve, fail: reject });
      onStart();
    });
  const passes = (count: number): Promise<void> =>
    new Promise((resolve) => {
      onStart = () => void (started.length >= count && resolve());
      onStart();
    });
  return { pass, passes, started };
}

const NEVER = { minMs: 60_000, maxMs: 60_000 };

describe('a loop', () => {
  test('begins at once, goes on while there is more, and its passes never overlap', async () => {
    const { pass, passes, started } = steered();
    const loop = new Loop(pass, NEVER, () => {});
    loop.start();
    await passes(1);
    started[0]!.end('more');
    await passes(2);
    started[1]!.end('none');
    await loop.stop(1_000);
    expect(started).toHaveLength(2);
  });

  test('woken during a pass, it makes exactly one more, however often it was woken', async () => {
    const { pass, passes, started } = steered();
    const loop = new Loop(pass, NEVER, () => {});
    loop.start();
    await passes(1);
    loop.wake();
    loop.wake();
    started[0]!.end('none');
    await passes(2);
    started[1]!.end('none');
    await loop.stop(1_000);
    expect(started).toHaveLength(2);
  });

  test('after a failure it says so and goes on', async () => {
    const { pass, passes, started } = steered();
    const errors: unknown[] = [];
    const loop = new Loop(pass, { minMs: 1, maxMs: 1 }, (error) => errors.push(error));
    loop.start();
    await passes(1);
    started[0]!.fail(new Error('Not now'));
    await passes(2);
    started[1]!.end('none');
    await loop.stop(1_000);
    expect(errors).toEqual([new Error('Not now')]);
  });

  test('it stops after the pass in hand, but waits no longer than it may', async () => {
    const { pass, passes, started } = steered();
    const loop = new Loop(pass, NEVER, () => {});
    loop.start();
    await passes(1);
    await loop.stop(1);
    loop.wake();
    started[0]!.end('more');
    await loop.stop(1_000);
    expect(started).toHaveLength(1);
  });

  test('before its start nothing wakes it', () => {
    const { pass, started } = steered();
    new Loop(pass, NEVER, () => {}).wake();
    expect(started).toHaveLength(0);
  });
});
