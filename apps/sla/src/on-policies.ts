import type { BatchContext, EventBatch } from '@caseloop/messaging';
import type { SlaDeps } from './deps.js';

/** Keeps every version of every pack: a case's clocks run under the one it was opened with. */
export async function onPolicies(batch: EventBatch, { tx }: BatchContext, { packs }: SlaDeps): Promise<void> {
  await packs.save(tx, batch);
}
