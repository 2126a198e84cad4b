import type { CaseState } from './case.js';

/** What the pack's rules are matched against: the case as it was registered, with its type and urgency of today. */
export function ruleFacts({ origin, unit, type, urgency }: CaseState) {
  return { ...origin, unit, type, urgency };
}
