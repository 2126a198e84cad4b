import type { AnyEvent } from '@caseloop/contracts';
import type { BatchContext, EventBatch } from '@caseloop/messaging';
import type { ReportedClock } from './case-clocks.repository.js';
import type { CaseworkParts } from './case-changes.js';
import { escalateByClock } from './domain/escalating.js';
import { type CaseFact, applyFacts, factsOf } from './on-case-facts.js';

/** Sla observes: how each clock stands is kept, steps of a ladder become escalations of the case. */
export async function onClocks(
  batch: EventBatch,
  context: BatchContext,
  parts: CaseworkParts,
): Promise<void> {
  await parts.clocks.record(context.tx, reportedBy(batch));
  await applyFacts(factsOf(batch, readStep), context, parts);
}

/** Each clock once, as the last event leaves it; a breach among the events is not forgotten over a later one. */
function reportedBy(batch: EventBatch): ReportedClock[] {
  const clocks = new Map<string, ReportedClock>();
  for (const event of batch.streams.flatMap(({ events }) => events)) {
    if (!isAboutClock(event)) continue;
    const { clockId, caseId, metric, state, dueAt } = event.data;
    const breachedAt =
      event.type === 'clock.breached.v1' ? Date.parse(event.time) : (clocks.get(clockId)?.breachedAt ?? null);
    const due = dueAt === null ? null : Date.parse(dueAt);
    clocks.set(clockId, { clockId, caseId, metric, state, dueAt: due, breachedAt });
  }
  return [...clocks.values()];
}

type ClockEvent = Extract<AnyEvent, { type: `clock.${string}` }>;

function isAboutClock(event: AnyEvent): event is ClockEvent {
  return event.type.startsWith('clock.');
}

function readStep(event: AnyEvent): CaseFact | null {
  if (event.type !== 'clock.breached.v1' && event.type !== 'clock.warned.v1') return null;
  const { caseId, clockId, metric, escalate, dueAt } = event.data;
  if (escalate === undefined) return null;
  const what = event.type === 'clock.breached.v1' ? 'breached' : event.data.warning;
  const step = { clockId, metric, reason: `${metric}: ${what}, due ${dueAt ?? 'unknown'}`, ...escalate };
  return { caseId, event, decide: (state, context) => escalateByClock(state, step, context) };
}
