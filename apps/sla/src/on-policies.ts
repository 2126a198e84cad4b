import { sequenceOf } from '@caseloop/contracts';
import type { BatchContext, EventBatch } from '@caseloop/messaging';
import { parseInstant } from '@caseloop/service-time';
import type { SlaDeps } from './deps.js';

/**
 * Keeps every version of every pack: a case's clocks run under the one it was opened with, and under those that were
 * applied to open cases since. The cases themselves hear of it in steps (`applyPackChanges`).
 */
export async function onPolicies(batch: EventBatch, { tx }: BatchContext, deps: SlaDeps): Promise<void> {
  await deps.packs.save(tx, batch);
  const published = batch.streams.flatMap(({ events }) =>
    events.flatMap((event) =>
      event.type === 'policy.published.v1' && event.data.to === 'open'
        ? [
            {
              packName: event.data.name,
              sequence: sequenceOf(event),
              version: event.data.version,
              effectiveAt: parseInstant(event.data.effectiveAt),
              eventId: event.id,
            },
          ]
        : [],
    ),
  );
  await deps.stores.changes.add(tx, published);
}
