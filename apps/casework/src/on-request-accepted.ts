import { type BatchContext, type EventBatch, causedBy } from '@caseloop/messaging';
import { CaseChanges, type CaseworkParts, contextOf } from './case-changes.js';
import { open } from './domain/classifying.js';
import { complete } from './domain/decide.js';

const INTAKE = { kind: 'system', id: 'intake' } as const;

/** An accepted request opens its case at the time of its acceptance; it waits where its pack is not known yet. */
export async function onRequestAccepted(
  batch: EventBatch,
  context: BatchContext,
  parts: CaseworkParts,
): Promise<void> {
  const { tx } = context;
  const changes = new CaseChanges(tx, parts);
  for (const stream of batch.streams) {
    for (const event of stream.events) {
      if (event.type !== 'request.accepted.v1') continue;
      const pack = await parts.packs.get(tx, event.data.pack);
      if (pack === null) {
        context.keep(stream, event, { source: 'caseloop/policies', subject: event.data.pack.name });
        break;
      }
      const world = contextOf(pack, parts.now(), Date.parse(event.time), INTAKE);
      const { causationId, traceparent } = causedBy(event);
      changes.record(event.data.caseId, complete(open(event.data, world), world), {
        causationId,
        traceparent,
      });
    }
  }
  await changes.store();
}
