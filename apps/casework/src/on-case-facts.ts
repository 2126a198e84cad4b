import type { AnyEvent } from '@caseloop/contracts';
import { type BatchContext, type EventBatch, causedBy } from '@caseloop/messaging';
import { CaseChanges, type CaseworkParts } from './case-changes.js';
import type { CaseState } from './domain/case.js';
import { type Context, TIME } from './domain/context.js';
import { complete } from './domain/decide.js';
import type { Steps } from './domain/events.js';

/** What other services say of cases, and what this service makes of each: nothing, where nothing is due any more. */
export interface CaseFact {
  readonly caseId: string;
  readonly event: AnyEvent;
  decide(state: CaseState, context: Context): Steps;
}

/** The facts of a batch, in order; what is of no concern to casework is left out. */
export function factsOf(batch: EventBatch, read: (event: AnyEvent) => CaseFact | null): CaseFact[] {
  return batch.streams.flatMap((stream) => stream.events.map(read).filter((fact) => fact !== null));
}

/** Loads the cases of all facts at once, decides each on the case as the ones before have left it, stores at once. */
export async function applyFacts(
  facts: readonly CaseFact[],
  { tx }: BatchContext,
  parts: CaseworkParts,
): Promise<void> {
  if (facts.length === 0) return;
  const changes = new CaseChanges(tx, parts);
  await changes.load(facts.map(({ caseId }) => caseId));
  for (const { caseId, event, decide } of facts) {
    const state = changes.state(caseId);
    const context = await changes.context(state, Date.parse(event.time), TIME);
    const { causationId, traceparent } = causedBy(event);
    changes.record(caseId, complete(decide(state, context), context), { causationId, traceparent });
  }
  await changes.store();
}
