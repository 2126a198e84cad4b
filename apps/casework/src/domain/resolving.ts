import { type Rule, stepsOf } from './context.js';
import { refuseOpenTasks } from './tasks.js';

export const resolve: Rule<'resolve'> = (state, { solution, outcomePolicy }, context) =>
  refuseOpenTasks(state) ??
  stepsOf(state, context).add(
    'case.resolved.v1',
    { ...(outcomePolicy !== undefined && { outcomePolicy }), personal: { solution } },
    { status: 'resolved' },
  );

export const declareUnresolvable: Rule<'declareUnresolvable'> = (state, { reason }, context) =>
  stepsOf(state, context).add(
    'case.unresolvable.v1',
    { personal: { text: reason } },
    { status: 'unresolvable' },
  );
