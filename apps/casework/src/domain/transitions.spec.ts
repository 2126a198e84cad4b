import { CASE_STATUSES, type CaseStatus } from '@caseloop/contracts';
import { describe, expect, test } from '@jest/globals';
import type { CommandName } from './commands.js';
import { PATHS, TRANSITIONS } from './transitions.js';

describe('the transition table', () => {
  test('has these paths and no others', () => {
    const paths = CASE_STATUSES.flatMap((from) => PATHS[from].map((to) => `${from} -> ${to}`));
    expect(paths).toEqual([
      'registered -> assigned',
      'registered -> unresolvable',
      'registered -> closed',
      'assigned -> inProgress',
      'assigned -> registered',
      'assigned -> unresolvable',
      'assigned -> closed',
      'inProgress -> waitingCustomer',
      'inProgress -> waitingThirdParty',
      'inProgress -> assigned',
      'inProgress -> resolved',
      'inProgress -> unresolvable',
      'inProgress -> closed',
      'waitingCustomer -> inProgress',
      'waitingCustomer -> resolved',
      'waitingCustomer -> unresolvable',
      'waitingCustomer -> closed',
      'waitingThirdParty -> inProgress',
      'waitingThirdParty -> resolved',
      'waitingThirdParty -> unresolvable',
      'waitingThirdParty -> closed',
      'resolved -> confirmed',
      'resolved -> inProgress',
      'resolved -> closed',
      'confirmed -> inProgress',
      'confirmed -> closed',
      'unresolvable -> closed',
      'closed -> inProgress',
      'closed -> archived',
    ]);
  });

  test('lets no command lead where no path leads', () => {
    for (const [command, outcomes] of Object.entries(TRANSITIONS)) {
      for (const [from, ends] of Object.entries(outcomes)) {
        for (const to of ends) {
          const isReachable = reachableBy(command as CommandName, from as CaseStatus);
          expect([command, from, to, isReachable.has(to)]).toEqual([command, from, to, true]);
        }
      }
    }
  });

  test('takes no command on an archived case', () => {
    const taken = Object.values(TRANSITIONS).filter((outcomes) => outcomes.archived !== undefined);
    expect(taken).toEqual([]);
  });
});

/** One step, or none; two where nobody holds the case: named and taken, reopened and handed to its team. */
function reachableBy(command: CommandName, from: CaseStatus): Set<CaseStatus> {
  const once = new Set<CaseStatus>([from, ...PATHS[from]]);
  const takesTwo = ['take', 'reopen', 'rate'].includes(command);
  return takesTwo ? new Set([...once].flatMap((status) => [status, ...PATHS[status]])) : once;
}
