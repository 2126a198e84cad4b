import type { CaseState } from './case.js';
import { archive, close, lapse } from './closing.js';
import { type Command, type CommandName, needsVersion } from './commands.js';
import { decideExtension, requestExtension } from './extending.js';
import { attach, contact, note } from './contacting.js';
import type { Context, Rule } from './context.js';
import { reclassify } from './classifying.js';
import { acknowledgeEscalation, escalate, escalateByRule, explainBreach } from './escalating.js';
import { type CaseEvent, type Steps, instant } from './events.js';
import { decline, take, transfer } from './holding.js';
import { verifyIdentity } from './identifying.js';
import { addNeed, link } from './linking.js';
import { acceptPlan, promise, proposePlan, settlePromise } from './planning.js';
import { Refusal, refuse, refuseFields } from './refusal.js';
import { declareUnresolvable, resolve } from './resolving.js';
import { confirm, rate, reopen } from './satisfaction.js';
import { addAssistant, addTask, completeTask, formTaskForce } from './tasks.js';
import { TRANSITIONS, isWaiting } from './transitions.js';
import { askCustomer, resume, resumeByTime, wait } from './waiting.js';
import { refuseStranger } from './who.js';

const RULES: { readonly [N in CommandName]: Rule<N> } = {
  take,
  decline,
  contact,
  note,
  proposePlan,
  acceptPlan,
  promise,
  settlePromise,
  wait,
  resume,
  askCustomer,
  transfer,
  addAssistant,
  formTaskForce,
  addTask,
  completeTask,
  requestExtension,
  decideExtension,
  escalate,
  acknowledgeEscalation,
  explainBreach,
  reclassify,
  attach,
  link,
  addNeed,
  verifyIdentity,
  resolve,
  declareUnresolvable,
  rate,
  confirm,
  reopen,
  close,
};

export const COMMAND_NAMES = Object.keys(RULES) as readonly CommandName[];

/**
 * What a command makes of a case: the events to be recorded (none when all it asks for is so already), or why it
 * is refused. Asked in this order: may this actor, is the case still as its author saw it, is the time possible,
 * is the command taken in this state, and last the command's own rule.
 */
export function decide(
  state: CaseState,
  command: Command,
  world: Omit<Context, 'at'>,
): readonly CaseEvent[] | Refusal {
  const context: Context = { ...world, at: command.at ?? world.now };
  const refusal =
    refuseStranger(command.name, context.by) ??
    refuseVersion(state, command) ??
    refuseTime(state, context) ??
    refuseState(state, command.name);
  if (refusal !== null) return refusal;
  const rule = RULES[command.name] as Rule<CommandName>;
  const steps = rule(state, command.fields, context);
  return steps instanceof Refusal ? steps : complete(steps, context);
}

/** Events together with the escalations the pack wants because of them. */
export function complete(steps: Steps, context: Context): readonly CaseEvent[] {
  escalateByRule(steps, [...steps.events], context);
  return steps.events;
}

/** What time does to a case whose due instant has come; `at` is that instant, however late it was noticed. */
export function decideByTime(state: CaseState, context: Context): readonly CaseEvent[] {
  if (isWaiting(state.status)) return complete(resumeByTime(state, context), context);
  if (state.status === 'resolved') return complete(lapse(state, context), context);
  if (state.status === 'closed') return complete(archive(state, context), context);
  return [];
}

function refuseVersion(state: CaseState, { name, expectedVersion }: Command): Refusal | null {
  if (expectedVersion === undefined) {
    const message = `"${name}" needs the version of the case it was decided on`;
    const pointer = '/expectedVersion';
    return needsVersion(name) ? refuseFields({ pointer, code: 'required', message }) : null;
  }
  if (expectedVersion === state.version) return null;
  const message = `The case is at version ${state.version}, the command was made for ${expectedVersion}`;
  return new Refusal(409, 'staleVersion', message);
}

function refuseTime(state: CaseState, { at, now }: Context): Refusal | null {
  if (at > now)
    return refuseFields({ pointer: '/at', code: 'future', message: `is later than now, ${instant(now)}` });
  if (at >= state.openedAt) return null;
  const message = `is before the case was opened, ${instant(state.openedAt)}`;
  return refuseFields({ pointer: '/at', code: 'beforeOpening', message });
}

function refuseState({ status }: CaseState, name: CommandName): Refusal | null {
  if (TRANSITIONS[name][status] !== undefined) return null;
  if (status === 'archived' && name === 'reopen') {
    return refuse('reopenWindowOver', 'An archived case stays as it is; this needs a new, linked case');
  }
  const accepting = Object.keys(TRANSITIONS[name]).join(', ');
  return refuse('notInThisState', `"${name}" is taken in ${accepting}; the case is ${status}`);
}
