import type { SlaDeps } from './deps.js';
import { hear } from './hear.js';
import { CASES_CHANGED_MAX } from './limits.js';

/**
 * Lets the open cases of a pack hear of a version that was applied to them too: one bounded step, which remembers how
 * far it came in the transaction of its effects, so that it goes on after a crash. Returns how much was done.
 */
export async function applyPackChanges(deps: SlaDeps, now: number): Promise<number> {
  const { cases, changes } = deps.stores;
  return deps.messaging.transaction(async (tx) => {
    const change = await changes.claim(tx);
    if (!change) return 0;
    const concerned = await cases.lockOfPack(tx, change, CASES_CHANGED_MAX);
    // What the case has missed is found out there, this change and others alike.
    await hear(
      tx,
      deps,
      concerned.map((clockCase) => ({ clockCase, events: [] })),
      now,
    );
    const last = concerned.at(-1)?.caseId ?? null;
    await changes.advance(tx, change, last, concerned.length < CASES_CHANGED_MAX);
    return concerned.length + 1;
  });
}
