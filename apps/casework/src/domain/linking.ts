import type { LinkRelation } from '@caseloop/contracts';
import type { CaseState } from './case.js';
import { addClosing } from './closing.js';
import { CASEWORK, type Context, type Rule, stepsOf } from './context.js';
import { type CaseEvent, type Steps, instant } from './events.js';
import { LINKS_MAX, NEEDS_MAX } from './limits.js';
import { type Refusal, refuse, refuseFields } from './refusal.js';
import { OPEN_STATUSES, isUnclosed } from './transitions.js';

/** What a relation is called on the other case. */
const COUNTERPARTS: Readonly<Record<LinkRelation, LinkRelation>> = {
  duplicateOf: 'hasDuplicate',
  hasDuplicate: 'duplicateOf',
  relatedTo: 'relatedTo',
  followOn: 'hasFollowOn',
  hasFollowOn: 'followOn',
};

/** What this case is to the other one. A duplicate ends here and goes on there. Said twice it changes nothing. */
export const link: Rule<'link'> = (state, { as }, context) => {
  const { other } = context;
  if (other === null || other.unit !== state.unit)
    return refuseCase('unknownCase', `is no case of ${state.unit}`);
  if (other.id === state.id) return refuseCase('itself', 'is this case itself');
  const steps = stepsOf(state, context);
  if (state.links.some((known) => known.caseId === other.id && known.as === as)) return steps;
  if (state.links.length >= LINKS_MAX || other.links.length >= LINKS_MAX) {
    return refuse('tooManyLinks', `A case has at most ${LINKS_MAX} links`);
  }
  const refusal = as === 'duplicateOf' ? refuseDuplicate(state, other) : null;
  if (refusal !== null) return refusal;
  addLink(steps, other, as);
  return as === 'duplicateOf' ? addClosing(steps, 'duplicate', context) : steps;
};

/**
 * The same links as the other case tells them. It may have been opened after the time a command claims; nothing
 * happens to a case before its opening.
 */
export function linkBack(
  said: readonly CaseEvent[],
  from: CaseState,
  other: CaseState,
  context: Context,
): Steps {
  const steps = stepsOf(other, { ...context, at: Math.max(context.at, other.openedAt) });
  for (const event of said) {
    if (event.type !== 'case.linked.v1' || event.data.caseId !== other.id) continue;
    addLink(steps, from, COUNTERPARTS[event.data.as], event.data.needId);
  }
  return steps;
}

/** A case that was opened for a need of another one follows on it. */
export function followOn(steps: Steps, origin: CaseState, needId: string): Steps {
  return addLink(steps, origin, 'followOn', needId);
}

/** Something else the customer needs, of a type of this pack. Intake makes a request of it, which becomes a case. */
export const addNeed: Rule<'addNeed'> = (state, { type, verbatim }, context) => {
  const types = context.pack.types.map(({ id }) => id);
  if (!types.includes(type)) {
    const message = `"${type}" is no type of ${context.pack.name}; accepted are ${types.join(', ')}`;
    return refuseFields({ pointer: '/type', code: 'unknownWord', message });
  }
  if (state.needs.length >= NEEDS_MAX) return refuse('tooManyNeeds', `A case has at most ${NEEDS_MAX} needs`);
  const needId = context.newId();
  return stepsOf(state, context).add('case.need_added.v1', { needId, type, personal: { verbatim } });
};

/**
 * A duplicate of what is a duplicate itself is refused, so a chain of duplicates only ever grows at its end: it has
 * no circles and ends at the one case that lives on.
 */
function refuseDuplicate(state: CaseState, other: CaseState): Refusal | null {
  if (!OPEN_STATUSES.includes(state.status)) {
    return refuse('notInThisState', `Only an open case can end as a duplicate; this one is ${state.status}`);
  }
  if (other.outcome === 'duplicate') {
    const kept = other.links.find(({ as }) => as === 'duplicateOf');
    return refuseCase(
      'isDuplicate',
      `is a duplicate itself, of ${kept?.number ?? 'another case'}; name that one`,
    );
  }
  if (isUnclosed(other.status)) return null;
  return refuseCase('notOpen', `is ${other.status}; the case that lives on must not be closed`);
}

function addLink(steps: Steps, other: CaseState, as: LinkRelation, needId?: string): Steps {
  const { id, number, openedAt } = other;
  const isOurs = needId !== undefined;
  return steps.add(
    'case.linked.v1',
    { caseId: id, number, as, openedAt: instant(openedAt), ...(isOurs && { needId }) },
    isOurs ? { by: CASEWORK } : {},
  );
}

function refuseCase(code: string, message: string): Refusal {
  return refuseFields({ pointer: '/caseId', code, message });
}
