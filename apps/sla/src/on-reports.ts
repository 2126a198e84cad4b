import type { AnyEvent } from '@caseloop/contracts';
import type { BatchContext, EventBatch } from '@caseloop/messaging';
import type { SlaDeps } from './deps.js';
import { type Heard, hear } from './hear.js';

/**
 * What other services report about a case: a message was handed over, an offer made. Facts like the case's own. Between sources there is no order: what is about an unknown case waits for it.
 */
export async function onReports(batch: EventBatch, context: BatchContext, deps: SlaDeps): Promise<void> {
  const { tx } = context;
  const streams = batch.streams.filter(({ events }) => events.some(isAboutCase));
  if (streams.length === 0) return;
  const locked = await deps.stores.cases.lock(
    tx,
    streams.map(({ subject }) => subject),
  );
  const known = new Map(locked.map((clockCase) => [clockCase.caseId, clockCase]));
  const heard: Heard[] = [];
  for (const stream of streams) {
    const clockCase = known.get(stream.subject);
    if (!clockCase) {
      context.keep(stream, stream.events[0]!, { source: 'caseloop/casework', subject: stream.subject });
      continue;
    }
    heard.push({ clockCase, events: stream.events });
  }
  await hear(tx, deps, heard, deps.now());
}

/** A message that belongs to no case has its own id as subject. */
function isAboutCase({ subject, data }: AnyEvent): boolean {
  return 'caseId' in data && data.caseId === subject;
}
