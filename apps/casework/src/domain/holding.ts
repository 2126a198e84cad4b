import { caseInput, routeFor } from '@caseloop/policy';
import type { CaseState } from './case.js';
import { type Context, type Rule, stepsOf } from './context.js';
import type { Steps } from './events.js';
import { refuseFields } from './refusal.js';
import { ruleFacts } from './rule-facts.js';

/** The case is mine. One that nobody was named for yet is first assigned to whoever takes it. */
export const take: Rule<'take'> = (state, _fields, context) => takeBy(state, context);

export function takeBy(state: CaseState, context: Context): Steps {
  const holder = context.by.id;
  const steps = stepsOf(state, context);
  const team = teamOf(state, context);
  if (state.status === 'registered') steps.add('case.assigned.v1', { team, holder }, { status: 'assigned' });
  return steps.add('case.taken.v1', { holder, team }, { status: 'inProgress' });
}

/** An offer given back: the case waits for another one, at its old age. */
export const decline: Rule<'decline'> = (state, { reason }, context) =>
  stepsOf(state, context).add(
    'case.declined.v1',
    { holder: state.holder ?? context.by.id, team: state.team, personal: { text: reason } },
    { status: 'registered' },
  );

/** Handed on. The clocks of the case go on; the new team takes it or declines it like any offer. */
export const transfer: Rule<'transfer'> = (state, { team, holder, reason }, context) => {
  const teams = context.pack.teams.map(({ id }) => id);
  if (!teams.includes(team)) {
    const message = `"${team}" is no team of ${context.pack.name}; its teams are ${teams.join(', ')}`;
    return refuseFields({ pointer: '/team', code: 'unknownTeam', message });
  }
  return stepsOf(state, context).add(
    'case.transferred.v1',
    {
      team,
      holder: holder ?? null,
      fromTeam: state.team,
      fromHolder: state.holder,
      personal: { text: reason },
    },
    { status: 'assigned' },
  );
};

export interface Assignment {
  readonly team: string;
  readonly holder: string | null;
  readonly decisionId: string;
  readonly rule?: string;
}

/**
 * What routing proposes is recorded if the case still wants it: it waits for an offer, or for a name within its
 * team. A proposal from before the case was handed on is out of date and changes nothing.
 */
export function assign(state: CaseState, assignment: Assignment, context: Context): Steps {
  const steps = stepsOf(state, context);
  const isOutdated = state.assignedAt !== null && context.at < state.assignedAt;
  const isWanted = state.status === 'registered' || (state.status === 'assigned' && state.holder === null);
  if (!isWanted || isOutdated) return steps;
  return steps.add('case.assigned.v1', assignment, { status: 'assigned' });
}

/** Whose case it is: the team that has it, else the one the pack routes it to. */
export function teamOf(state: CaseState, { pack }: Context): string {
  return state.team ?? routeFor(pack, caseInput(ruleFacts(state)))?.team ?? pack.teams[0]!.id;
}
