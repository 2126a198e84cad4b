import type { BatchContext, EventBatch } from '@caseloop/messaging';
import { planNotices } from './domain/plan.js';
import type { HandlerParts } from './on-case-events.js';
import { type Plan, planMessages } from './plan-messages.js';

/** What routing and sla say about a case: told as the packs say, once the case is known here. */
export async function onOtherEvents(
  batch: EventBatch,
  context: BatchContext,
  parts: HandlerParts,
): Promise<void> {
  const { tx } = context;
  const ids = batch.streams.map(({ subject }) => subject);
  const cases = await parts.stores.cases.load(tx, ids, false);
  const plans: Plan[] = [];
  for (const stream of batch.streams) {
    const snapshot = cases.get(stream.subject);
    if (snapshot === undefined) {
      const [first] = stream.events;
      const awaits = { source: 'caseloop/casework', subject: stream.subject } as const;
      if (first !== undefined) context.keep(stream, first, awaits);
      continue;
    }
    // A case is followed only once its pack is known, so it is.
    const pack = await parts.packs.get(tx, snapshot.pack);
    if (pack === null) throw new Error(`Pack ${snapshot.pack.name} ${snapshot.pack.version} is gone`);
    for (const event of stream.events) {
      plans.push({
        intents: planNotices(event, { snapshot, pack, outfit: parts.outfit }),
        snapshot,
        pack,
        event,
        causeId: event.id,
      });
    }
  }
  await planMessages(tx, parts, plans);
}
