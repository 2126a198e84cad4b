import type { Outcome, Violation } from '@caseloop/contracts';
import type { Pack } from '@caseloop/policy';
import { parseDuration } from '@caseloop/service-time';
import type { CaseState } from './case.js';
import { type Context, type Rule, TIME, stepsOf } from './context.js';
import { type Steps, instant } from './events.js';
import { Refusal } from './refusal.js';

/** The last word. What the pack wants to see before it is named, all of it at once. */
export const close: Rule<'close'> = (state, _fields, context) => {
  const missing = context.pack.closing.requires.filter((requirement) => !isThere(state, requirement));
  if (missing.length > 0) {
    const errors: Violation[] = missing.map((requirement) => ({
      pointer: '',
      code: 'closingRequires',
      message: `${requirement} is missing`,
    }));
    return new Refusal(422, 'closingRequires', `Before closing are needed: ${missing.join(', ')}`, errors);
  }
  return addClosing(stepsOf(state, context), outcomeOf(state), context);
};

/** The customer never answered, and the pack's time for it has run out. */
export function lapse(state: CaseState, context: Context): Steps {
  return addClosing(stepsOf(state, { ...context, by: TIME }), 'unconfirmed', context);
}

export function archive(state: CaseState, context: Context): Steps {
  return stepsOf(state, { ...context, by: TIME }).add('case.archived.v1', {}, { status: 'archived' });
}

/** Closed, and by when it is archived. */
export function addClosing(steps: Steps, outcome: Outcome, { pack, at }: Context): Steps {
  const archiveAt = instant(at + parseDuration(pack.closing.archiveAfter));
  return steps.add('case.closed.v1', { outcome, archiveAt }, { status: 'closed' });
}

function outcomeOf(state: CaseState): Outcome {
  if (state.status === 'unresolvable') return 'unresolvable';
  return lastRating(state)?.sentiment === 'negative' ? 'closedUnsatisfied' : 'satisfied';
}

function lastRating({ ratings, cycle }: CaseState) {
  return ratings.filter((rating) => rating.cycle === cycle).at(-1);
}

/** Of a case that cannot be resolved nobody expects a solution or the customer's consent, only the documents. */
function isThere(state: CaseState, requirement: string): boolean {
  const attachmentKind = /^attachment:(.+)$/.exec(requirement)?.[1];
  if (attachmentKind !== undefined) return state.attachments.some(({ kind }) => kind === attachmentKind);
  if (state.status === 'unresolvable') return true;
  if (requirement === 'solution') return state.solvedCycle === state.cycle;
  if (requirement === 'rating') return lastRating(state) !== undefined;
  if (requirement === 'confirmation') return state.status === 'confirmed';
  return false;
}

/** When time itself has something to do with the case, epoch milliseconds; null when it waits for people. */
export function dueAt(state: CaseState, pack: Pack): number | null {
  const { status, resumeAt, resolvedAt, archiveAt } = state;
  if (status === 'resolved') {
    const after = pack.closing.lapse?.after;
    return after === undefined ? null : resolvedAt! + parseDuration(after);
  }
  if (status === 'closed') return archiveAt;
  return resumeAt;
}
