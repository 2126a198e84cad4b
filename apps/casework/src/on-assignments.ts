import type { AnyEvent } from '@caseloop/contracts';
import type { BatchContext, EventBatch } from '@caseloop/messaging';
import type { CaseworkParts } from './case-changes.js';
import { assign } from './domain/holding.js';
import { type CaseFact, applyFacts, factsOf } from './on-case-facts.js';

const ROUTING = { kind: 'system', id: 'routing' } as const;

/** Routing proposes, casework records. What routing declined or could not do, it keeps and shows itself. */
export function onAssignments(batch: EventBatch, context: BatchContext, parts: CaseworkParts): Promise<void> {
  return applyFacts(factsOf(batch, readAssignment), context, parts);
}

function readAssignment(event: AnyEvent): CaseFact | null {
  if (event.type !== 'assignment.made.v1') return null;
  const { caseId, team, holder, decisionId, rule } = event.data;
  const assignment = { team, holder, decisionId, ...(rule !== undefined && { rule }) };
  return {
    caseId,
    event,
    decide: (state, context) => assign(state, assignment, { ...context, by: ROUTING }),
  };
}
