import type { AnyEvent } from '@caseloop/contracts';
import type { BatchContext, EventBatch } from '@caseloop/messaging';
import type { CaseworkParts } from './case-changes.js';
import { rateBySurvey } from './domain/satisfaction.js';
import { type CaseFact, applyFacts, factsOf } from './on-case-facts.js';

const CUSTOMER = { kind: 'customer', id: 'customer' } as const;

/** A survey that came back is the customer's rating. What became of messages is no state of the case. */
export function onSurveys(batch: EventBatch, context: BatchContext, parts: CaseworkParts): Promise<void> {
  return applyFacts(factsOf(batch, readAnswer), context, parts);
}

function readAnswer(event: AnyEvent): CaseFact | null {
  if (event.type !== 'survey.answered.v1') return null;
  const { caseId, surveyId, cycle, score, band, personal } = event.data;
  const answer = {
    surveyId,
    cycle,
    ...(score !== undefined && { score }),
    ...(band !== undefined && { band }),
    ...(personal?.reason !== undefined && { reason: personal.reason }),
  };
  return {
    caseId,
    event,
    decide: (state, context) => rateBySurvey(state, answer, { ...context, by: CUSTOMER }),
  };
}
