import type { CaseOpened } from '@caseloop/contracts';
import { type RuleInput, caseInput } from '@caseloop/policy';
import type { Fact } from './facts.js';

/** What the pack's rules are matched against, as the case was at some moment. */
export type CaseInput = RuleInput;

/** The input after a fact; the same object when the fact says nothing new about type, urgency or team. */
export function inputAfter(input: CaseInput | null, fact: Fact): CaseInput | null {
  if (fact.type === 'case.opened.v1') return caseInput(fact.data as unknown as CaseOpened);
  if (input === null) return null;
  const said = SAYS[fact.type]?.map((field) => [field, fact.data[field]]);
  const news = said?.filter(
    ([field, value]) => value !== undefined && value !== null && input[field as string] !== value,
  );
  return news === undefined || news.length === 0 ? input : { ...input, ...Object.fromEntries(news) };
}

const CLASS = ['type', 'urgency'] as const;
const SAYS: Readonly<Partial<Record<Fact['type'], readonly string[]>>> = {
  'case.classified.v1': CLASS,
  'case.reclassified.v1': CLASS,
  'case.assigned.v1': ['team'],
  'case.taken.v1': ['team'],
  'case.transferred.v1': ['team'],
};

/** Whether promises that run may have become other ones. With another team they go on as they are. */
export function isReclassified(before: CaseInput, after: CaseInput): boolean {
  return CLASS.some((field) => before[field] !== after[field]);
}
