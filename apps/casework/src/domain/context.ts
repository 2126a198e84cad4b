import type { Actor } from '@caseloop/contracts';
import type { Pack } from '@caseloop/policy';
import type { CaseState } from './case.js';
import type { CommandFields, CommandName } from './commands.js';
import { Steps } from './events.js';
import type { Refusal } from './refusal.js';

/** Everything a rule may know beside the case itself. Instants in epoch milliseconds. */
export interface Context {
  readonly pack: Pack;
  readonly now: number;
  /** When it happened: the time of the events that come of it. */
  readonly at: number;
  readonly by: Actor;
  /** Ids for what comes into being: plans, promises, escalations. Chance, so it comes from outside. */
  readonly newId: () => string;
  /** Clocks of this case that sla has reported breached: clock id -> metric. */
  readonly breached: Readonly<Record<string, string>>;
}

export type Rule<N extends CommandName> = (
  state: CaseState,
  fields: CommandFields[N],
  context: Context,
) => Steps | Refusal;

export function stepsOf(state: CaseState, context: Context): Steps {
  return new Steps(state, context.at, context.by);
}

/** Time itself as an actor: what happens because an instant has come. */
export const TIME: Actor = { kind: 'system', id: 'time' };

/** This service itself: what follows from a decision without anybody having asked for it. */
export const CASEWORK: Actor = { kind: 'system', id: 'casework' };
