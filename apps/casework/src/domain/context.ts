import type { Actor, ClockState } from '@caseloop/contracts';
import type { Pack } from '@caseloop/policy';
import type { CaseState } from './case.js';
import type { CommandFields, CommandName } from './commands.js';
import { Steps } from './events.js';
import type { Refusal } from './refusal.js';

/** One clock of a case as sla has last reported it; `dueAt` in epoch milliseconds, null while it has none. */
export interface ClockFact {
  readonly metric: string;
  readonly state: ClockState;
  readonly dueAt: number | null;
  /** It ran past its due time, whatever became of it since. */
  readonly isBreached: boolean;
}

/** Everything a rule may know beside the case itself. Instants in epoch milliseconds. */
export interface Context {
  readonly pack: Pack;
  readonly now: number;
  /** When it happened: the time of the events that come of it. */
  readonly at: number;
  readonly by: Actor;
  /** Ids for what comes into being: plans, promises, escalations. Chance, so it comes from outside. */
  readonly newId: () => string;
  /** The clocks of this case by their ids, where the command is about one. */
  readonly clocks: Readonly<Record<string, ClockFact>>;
  /** The case a command names beside its own; null where it names none, or one that does not exist. */
  readonly other: CaseState | null;
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
