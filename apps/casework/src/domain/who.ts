import type { Actor } from '@caseloop/contracts';
import type { CommandName } from './commands.js';
import { Refusal } from './refusal.js';

type Kind = Actor['kind'];

const EVERYBODY: readonly Kind[] = ['agent', 'customer', 'partner', 'system'];
const STAFF: readonly Kind[] = ['agent', 'system'];
const CUSTOMER_SIDE: readonly Kind[] = ['agent', 'customer', 'partner'];

/**
 * Who may do what, by kind of actor: the one place. Which agents stand for which team or role is routing's knowledge
 * and not asked here; a supervisor may do what any agent of the team may.
 */
const PERMITTED: Readonly<Record<CommandName, readonly Kind[]>> = {
  take: ['agent'],
  decline: ['agent'],
  contact: EVERYBODY,
  note: EVERYBODY,
  proposePlan: STAFF,
  acceptPlan: CUSTOMER_SIDE,
  promise: STAFF,
  settlePromise: STAFF,
  wait: STAFF,
  resume: STAFF,
  askCustomer: STAFF,
  transfer: STAFF,
  addAssistant: STAFF,
  formTaskForce: STAFF,
  addTask: STAFF,
  completeTask: STAFF,
  requestExtension: ['agent'],
  decideExtension: ['agent'],
  escalate: EVERYBODY,
  acknowledgeEscalation: ['agent'],
  explainBreach: ['agent'],
  reclassify: STAFF,
  attach: EVERYBODY,
  link: STAFF,
  addNeed: STAFF,
  verifyIdentity: STAFF,
  resolve: STAFF,
  declareUnresolvable: STAFF,
  rate: CUSTOMER_SIDE,
  confirm: CUSTOMER_SIDE,
  reopen: CUSTOMER_SIDE,
  close: STAFF,
};

export function refuseStranger(command: CommandName, by: Actor): Refusal | null {
  const permitted = PERMITTED[command];
  if (permitted.includes(by.kind)) return null;
  return new Refusal(
    403,
    'notPermitted',
    `"${command}" is for ${permitted.join(', ')}; this is a ${by.kind}`,
  );
}

/**
 * Four eyes: who asked for something does not grant it. That the second person is a supervisor is a matter of roles,
 * which are routing's knowledge like all others.
 */
export function refuseOwnRequest(by: Actor, requestedBy: Actor): Refusal | null {
  if (by.kind !== requestedBy.kind || by.id !== requestedBy.id) return null;
  return new Refusal(403, 'ownRequest', 'Whoever asked for it cannot decide on it; this is for a supervisor');
}
