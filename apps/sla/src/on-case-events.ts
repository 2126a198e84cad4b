import type { BatchContext, EventBatch, EventStream } from '@caseloop/messaging';
import type { OpenedCase } from './clock-cases.repository.js';
import type { SlaDeps } from './deps.js';
import { type Heard, hear } from './hear.js';

/** Follows the cases: each of their events is a fact about their clocks. */
export async function onCaseEvents(batch: EventBatch, context: BatchContext, deps: SlaDeps): Promise<void> {
  const { tx } = context;
  const { cases, changes } = deps.stores;
  const begun = await opened(batch, context, deps);
  if (begun.length > 0) await changes.share(tx);
  await cases.add(tx, begun);
  const locked = await cases.lock(
    tx,
    batch.streams.map(({ subject }) => subject),
  );
  const known = new Map(locked.map((clockCase) => [clockCase.caseId, clockCase]));
  const heard: Heard[] = [];
  for (const { subject, events } of batch.streams) {
    // Unknown: its opening is kept, or was given up by a person. Without a pack there are no clocks.
    const clockCase = known.get(subject);
    if (!clockCase) continue;
    heard.push({ clockCase, events });
  }
  await hear(tx, deps, heard, deps.now());
}

/** The cases that begin in this batch; one whose pack is not known yet is kept until it is. */
async function opened(batch: EventBatch, context: BatchContext, { packs }: SlaDeps): Promise<OpenedCase[]> {
  const begun: OpenedCase[] = [];
  for (const stream of batch.streams) {
    const clockCase = beginningOf(stream);
    if (!clockCase) continue;
    if ((await packs.get(context.tx, clockCase.pack)) === null) {
      const awaits = { source: 'caseloop/policies', subject: clockCase.pack.name } as const;
      context.keep(stream, stream.events[0]!, awaits);
    } else begun.push(clockCase);
  }
  return begun;
}

function beginningOf({ subject, events }: EventStream): OpenedCase | null {
  const first = events[0];
  if (first?.type !== 'case.opened.v1') return null;
  const { pack, unit, number } = first.data;
  return { caseId: subject, pack, unit, number, correlationId: first.correlationid ?? null };
}
