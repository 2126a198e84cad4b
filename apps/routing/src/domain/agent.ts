export const PRESENCES = ['online', 'away', 'offline'] as const;
export type Presence = (typeof PRESENCES)[number];

/** A person who can be given cases, as routing knows them at one moment. */
export interface Agent {
  readonly id: string;
  /** Empty for somebody who acts by role alone: eligible wherever a rule names one of the roles. */
  readonly teams: readonly string[];
  readonly roles: readonly string[];
  readonly skills: readonly string[];
  /** Empty: speaks what the team speaks. */
  readonly languages: readonly string[];
  /** Null: works for every unit. */
  readonly unit: string | null;
  /** Sum of the weights of the cases they may hold at once. */
  readonly capacity: number;
  readonly presence: Presence;
  /** When they last became present or were last given a case, epoch milliseconds. */
  readonly idleSince: number;
  /** Who was declared first is offered first when nothing else tells two agents apart. */
  readonly declaredOrder: number;
  /** Sum of the weights of the cases they hold. */
  readonly load: number;
}

/** Weight that can still be given. Never negative: people may hand somebody more than routing would. */
export function headroom(agent: Agent): number {
  return Math.max(0, agent.capacity - agent.load);
}
