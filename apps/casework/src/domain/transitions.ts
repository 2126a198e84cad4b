import type { CaseStatus } from '@caseloop/contracts';
import type { CommandName } from './commands.js';

/**
 * Every way from one state to another; there are no others, for nobody. Packs name the states in their own words
 * and ask for more before a step, they add no way. (A merged case is closed from every open state.)
 */
export const PATHS: Readonly<Record<CaseStatus, readonly CaseStatus[]>> = {
  registered: ['assigned', 'unresolvable', 'closed'],
  assigned: ['inProgress', 'registered', 'unresolvable', 'closed'],
  inProgress: ['waitingCustomer', 'waitingThirdParty', 'assigned', 'resolved', 'unresolvable', 'closed'],
  waitingCustomer: ['inProgress', 'resolved', 'unresolvable', 'closed'],
  waitingThirdParty: ['inProgress', 'resolved', 'unresolvable', 'closed'],
  resolved: ['confirmed', 'inProgress', 'closed'],
  confirmed: ['inProgress', 'closed'],
  unresolvable: ['closed'],
  closed: ['inProgress', 'archived'],
  archived: [],
};

type Outcomes = Readonly<Partial<Record<CaseStatus, readonly CaseStatus[]>>>;

const WORKED = ['inProgress', 'waitingCustomer', 'waitingThirdParty'] as const;
const OPEN = ['registered', 'assigned', ...WORKED] as const;
/** Somebody still works on it, or is to. */
export const OPEN_STATUSES: readonly CaseStatus[] = OPEN;
const DONE = ['resolved', 'confirmed'] as const;
const LIVING = [...OPEN, ...DONE, 'unresolvable', 'closed'] as const;

/** The command is taken in these states and leaves each as it is. */
function stay(...statuses: readonly CaseStatus[]): Outcomes {
  return Object.fromEntries(statuses.map((status) => [status, [status]]));
}

/** The command is taken in these states and leads to `to`. */
function lead(statuses: readonly CaseStatus[], ...to: readonly CaseStatus[]): Outcomes {
  return Object.fromEntries(statuses.map((status) => [status, to]));
}

/**
 * Status x command -> the states the case may be in afterwards. A command that is not listed for a status is
 * refused there. Where several are listed, the command's rule decides which (first contact, the rating's band).
 */
export const TRANSITIONS: Readonly<Record<CommandName, Outcomes>> = {
  // From `registered` the holder is named and takes it in one step: two events, each along its path.
  take: lead(['registered', 'assigned'], 'inProgress'),
  decline: lead(['assigned'], 'registered'),
  contact: {
    ...stay(...LIVING),
    assigned: ['assigned', 'inProgress'],
    // Whoever was asked to do something and is heard of ends the wait.
    waitingCustomer: ['waitingCustomer', 'inProgress'],
  },
  note: stay(...LIVING),
  proposePlan: stay('assigned', ...WORKED),
  acceptPlan: stay('assigned', ...WORKED),
  promise: stay(...OPEN, 'resolved'),
  settlePromise: stay(...LIVING),
  wait: lead(['inProgress'], 'waitingCustomer', 'waitingThirdParty'),
  resume: lead(['waitingCustomer', 'waitingThirdParty'], 'inProgress'),
  askCustomer: lead(['inProgress'], 'waitingCustomer'),
  transfer: lead(['inProgress'], 'assigned'),
  addAssistant: stay(...OPEN),
  formTaskForce: stay(...OPEN),
  addTask: stay(...OPEN),
  completeTask: stay(...LIVING),
  requestExtension: stay(...OPEN, ...DONE),
  decideExtension: stay(...LIVING),
  escalate: stay(...OPEN, ...DONE, 'unresolvable'),
  acknowledgeEscalation: stay(...LIVING),
  explainBreach: stay(...LIVING),
  reclassify: stay(...OPEN),
  attach: stay(...LIVING),
  // Only an open case can end as the duplicate of another; every living one can be related to it.
  link: {
    ...stay(...LIVING),
    ...Object.fromEntries(OPEN.map((status) => [status, [status, 'closed' as const]])),
  },
  addNeed: stay(...LIVING),
  verifyIdentity: stay(...LIVING),
  resolve: lead(WORKED, 'resolved'),
  declareUnresolvable: lead(OPEN, 'unresolvable'),
  rate: {
    resolved: ['resolved', 'confirmed', 'inProgress'],
    confirmed: ['confirmed', 'inProgress'],
    closed: ['closed', 'inProgress', 'assigned'],
    unresolvable: ['unresolvable'],
  },
  confirm: lead(DONE, 'confirmed'),
  // One that was closed before anybody held it goes on to its team: two events, each along its path.
  reopen: { ...lead(DONE, 'inProgress'), closed: ['inProgress', 'assigned'] },
  close: lead(['confirmed', 'unresolvable'], 'closed'),
};

/** Something is still owed to somebody: the states in which clocks escalate. */
export function isUnclosed(status: CaseStatus): boolean {
  return status !== 'closed' && status !== 'archived';
}

export function isWaiting(status: CaseStatus): boolean {
  return status === 'waitingCustomer' || status === 'waitingThirdParty';
}
