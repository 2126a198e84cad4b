import type { CaseState } from './domain/case.js';
import { instant } from './domain/events.js';

/** What a case has gathered beside its main path, as `/v1/cases` answers it. `now` in epoch milliseconds. */
export function workView(state: CaseState, now: number) {
  const { assistants, taskForce, links, identity } = state;
  return {
    assistants,
    taskForce,
    tasks: tasksOf(state, now),
    extensions: extensionsOf(state),
    customerActions: actionsOf(state, now),
    links,
    needs: state.needs.map((need) => ({ ...need, addedAt: instant(need.addedAt) })),
    identityVerified: identity?.passed ?? false,
    identityCheck: identity && { ...identity, at: instant(identity.at) },
  };
}

/** An open task is overdue from its due time on. */
function tasksOf({ tasks, personal }: CaseState, now: number) {
  return tasks.map((task) => ({
    ...task,
    title: personal?.texts?.[task.taskId] ?? null,
    dueAt: instant(task.dueAt),
    addedAt: instant(task.addedAt),
    completedAt: orNull(task.completedAt),
    overdue: (task.completedAt ?? now) > task.dueAt,
  }));
}

function extensionsOf({ extensions, personal }: CaseState) {
  return extensions.map((extension) => ({
    ...extension,
    reason: personal?.texts?.[extension.extensionId] ?? null,
    dueAt: instant(extension.dueAt),
    to: instant(extension.to),
    requestedAt: instant(extension.requestedAt),
    decidedAt: orNull(extension.decidedAt),
  }));
}

function actionsOf({ customerActions, personal }: CaseState, now: number) {
  return customerActions.map((action) => ({
    ...action,
    steps: personal?.texts?.[action.actionId] ?? null,
    askedAt: instant(action.askedAt),
    dueAt: instant(action.dueAt),
    endedAt: orNull(action.endedAt),
    overdue: action.overdue || (action.endedAt === null && now > action.dueAt),
  }));
}

function orNull(ms: number | null): string | null {
  return ms === null ? null : instant(ms);
}
