import type { BatchContext, EventBatch } from '@caseloop/messaging';
import type { RoutingParts } from './on-case-events.js';

/** Keeps every version of every pack; the teams a pack names exist from then on. */
export async function onPolicies(
  batch: EventBatch,
  { tx }: BatchContext,
  parts: RoutingParts,
): Promise<void> {
  const published = await parts.packs.save(tx, batch);
  const teams = [];
  for (const ref of published) {
    const pack = await parts.packs.get(tx, ref);
    if (pack === null) continue;
    teams.push(...pack.teams.map(({ id, label }) => ({ id, unit: pack.unit, label })));
  }
  await parts.stores.teams.add(tx, teams);
}
