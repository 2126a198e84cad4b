import type { AnyEvent } from '@caseloop/contracts';
import type { BatchContext, EventBatch } from '@caseloop/messaging';
import type { BreachedClock } from './cases.repository.js';
import type { CaseworkParts } from './case-changes.js';
import { escalateByClock } from './domain/escalating.js';
import { type CaseFact, applyFacts, factsOf } from './on-case-facts.js';

/** Sla observes: breaches are kept so that they can be explained, steps of a ladder become escalations of the case. */
export async function onClocks(
  batch: EventBatch,
  context: BatchContext,
  parts: CaseworkParts,
): Promise<void> {
  await parts.cases.recordBreaches(
    context.tx,
    batch.streams.flatMap(({ events }) => events.flatMap(readBreach)),
  );
  await applyFacts(factsOf(batch, readStep), context, parts);
}

function readBreach(event: AnyEvent): BreachedClock[] {
  if (event.type !== 'clock.breached.v1') return [];
  const { clockId, caseId, metric } = event.data;
  return [{ clockId, caseId, metric, breachedAt: Date.parse(event.time) }];
}

function readStep(event: AnyEvent): CaseFact | null {
  if (event.type !== 'clock.breached.v1' && event.type !== 'clock.warned.v1') return null;
  const { caseId, clockId, metric, escalate, dueAt } = event.data;
  if (escalate === undefined) return null;
  const what = event.type === 'clock.breached.v1' ? 'breached' : event.data.warning;
  const step = { clockId, metric, reason: `${metric}: ${what}, due ${dueAt ?? 'unknown'}`, ...escalate };
  return { caseId, event, decide: (state, context) => escalateByClock(state, step, context) };
}
