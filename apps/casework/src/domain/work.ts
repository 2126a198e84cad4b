import type { Actor, LinkRelation } from '@caseloop/contracts';

/** Something another department does for the case. Its title stands with the texts of the case, by its id. */
export interface Task {
  readonly taskId: string;
  readonly department: string;
  readonly owner: string | null;
  readonly dueAt: number;
  readonly addedAt: number;
  readonly completedAt: number | null;
  readonly completedBy: string | null;
}
/** More time for one clock, asked for and decided on; undecided while `granted` is null. */
export interface Extension {
  readonly extensionId: string;
  readonly clockId: string;
  readonly metric: string;
  /** The due time when it was asked for, which stays on record beside the new one. */
  readonly dueAt: number;
  readonly to: number;
  readonly consent: string;
  readonly requestedAt: number;
  readonly requestedBy: Actor;
  readonly granted: boolean | null;
  readonly decidedAt: number | null;
  readonly decidedBy: Actor | null;
}
/** Something the customer was asked to do; over when the customer was heard of, or its due time had come. */
export interface CustomerAction {
  readonly actionId: string;
  readonly askedAt: number;
  readonly dueAt: number;
  readonly endedAt: number | null;
  readonly overdue: boolean;
}
export interface Link {
  readonly caseId: string;
  readonly number: string;
  readonly as: LinkRelation;
}
/** What else the customer needs; `caseId` once it has become a case of its own. */
export interface Need {
  readonly needId: string;
  readonly type: string;
  readonly addedAt: number;
  readonly caseId: string | null;
}
export interface IdentityCheck {
  readonly checkId: string;
  readonly method: string;
  readonly passed: boolean;
  readonly at: number;
  readonly by: Actor;
}

/** What a case has gathered beside its main path. Instants in epoch milliseconds. */
export interface Work {
  readonly assistants: readonly string[];
  readonly taskForce: { readonly members: readonly string[]; readonly lead: string } | null;
  readonly tasks: readonly Task[];
  readonly extensions: readonly Extension[];
  readonly customerActions: readonly CustomerAction[];
  readonly links: readonly Link[];
  readonly needs: readonly Need[];
  /** The latest check counts: one that failed takes back what an earlier one had shown. */
  readonly identity: IdentityCheck | null;
}

/** Where every case begins; also what a case has that was stored before there was anything of this. */
export const NO_WORK: Work = {
  assistants: [],
  taskForce: null,
  tasks: [],
  extensions: [],
  customerActions: [],
  links: [],
  needs: [],
  identity: null,
};

export function openTasks({ tasks }: Work): readonly Task[] {
  return tasks.filter(({ completedAt }) => completedAt === null);
}

export function openExtensions({ extensions }: Work): readonly Extension[] {
  return extensions.filter(({ granted }) => granted === null);
}

/** What the customer was asked and has not done yet; at most one thing at a time. */
export function openAction({ customerActions }: Work): CustomerAction | null {
  return customerActions.find(({ endedAt }) => endedAt === null) ?? null;
}
