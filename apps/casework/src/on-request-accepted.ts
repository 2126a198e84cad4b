import type { AnyEvent } from '@caseloop/contracts';
import { type BatchContext, type EventBatch, causedBy } from '@caseloop/messaging';
import { CaseChanges, type CaseworkParts, contextOf } from './case-changes.js';
import { open } from './domain/classifying.js';
import { complete } from './domain/decide.js';
import { linkBack } from './domain/linking.js';

const INTAKE = { kind: 'system', id: 'intake' } as const;

/**
 * An accepted request opens its case at the time of its acceptance; it waits where its pack is not known yet. One that
 * was made of another case's need is told on that case too.
 */
export async function onRequestAccepted(
  batch: EventBatch,
  context: BatchContext,
  parts: CaseworkParts,
): Promise<void> {
  const { tx } = context;
  const changes = new CaseChanges(tx, parts);
  await changes.load(batch.streams.flatMap(({ events }) => events.flatMap(originOf)));
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
      const cause = { causationId, traceparent };
      const [originId] = originOf(event);
      const origin = originId === undefined ? null : changes.state(originId);
      const said = complete(open(event.data, world, origin), world);
      const opened = changes.record(event.data.caseId, said, cause);
      if (origin === null) continue;
      const there = { ...world, pack: await changes.packOf(origin) };
      changes.record(origin.id, complete(linkBack(said, opened, origin, there), there), cause);
    }
  }
  await changes.store();
}

/** The case whose need a request was made of. Only this service tells needs, so it has that case. */
function originOf(event: AnyEvent): string[] {
  if (event.type !== 'request.accepted.v1' || event.data.need === undefined) return [];
  return [event.data.need.caseId];
}
