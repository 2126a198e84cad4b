import { setTimeout as wait } from 'node:timers/promises';
import { monotonicMs } from '@caseloop/service';
import { EVENTUALLY_INTERVAL_MS, EVENTUALLY_TIMEOUT_MS } from './limits.js';

/**
 * Waits for a state, not for a moment: repeats `assertion` until it holds and returns what it returned. After
 * `timeoutMs` it throws what the assertion threw last. Looks at once, so a state that is there already costs nothing.
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  options: { readonly timeoutMs?: number; readonly intervalMs?: number } = {},
): Promise<T> {
  const { timeoutMs = EVENTUALLY_TIMEOUT_MS, intervalMs = EVENTUALLY_INTERVAL_MS } = options;
  const deadline = monotonicMs() + timeoutMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (monotonicMs() >= deadline) throw error;
      await wait(intervalMs);
    }
  }
}
