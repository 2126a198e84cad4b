import type { CaseOpened } from '@caseloop/contracts';
import { type RuleInput, caseInput } from '@caseloop/policy';
import type { Fact } from './facts.js';

/** What the pack's rules are matched against, as the case was at some moment. */
export type CaseInput = RuleInput;

/** The input after a fact; the same object when the fact says nothing about type or urgency. */
export function inputAfter(input: CaseInput | null, fact: Fact): CaseInput | null {
  if (fact.type === 'case.opened.v1') return caseInput(fact.data as unknown as CaseOpened);
  if (input === null) return null;
  if (fact.type !== 'case.classified.v1' && fact.type !== 'case.reclassified.v1') return input;
  const { type, urgency } = fact.data;
  return input['type'] === type && input['urgency'] === urgency ? input : { ...input, type, urgency };
}
