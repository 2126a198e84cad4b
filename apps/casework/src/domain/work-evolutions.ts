import type { EventData } from '@caseloop/contracts';
import type { CaseState } from './case.js';
import { DONE_KEPT_MAX } from './limits.js';
import type { Extension, Need, Task, Work } from './work.js';

type Change = Partial<CaseState>;

/** What the events of the work beside the main path change. */
export const WORK_EVOLUTIONS = {
  'case.assistant_added.v1': (
    { assistants }: CaseState,
    { agent }: EventData<'case.assistant_added.v1'>,
  ) => ({
    assistants: [...assistants, agent],
  }),
  'case.task_force_formed.v1': (_: CaseState, { members, lead }: EventData<'case.task_force_formed.v1'>) => ({
    taskForce: { members, lead },
  }),
  'case.task_added.v1': taskAdded,
  'case.task_completed.v1': taskCompleted,
  'case.extension_requested.v1': extensionRequested,
  'case.extension_decided.v1': extensionDecided,
  'case.customer_asked.v1': customerAsked,
  'case.linked.v1': linked,
  'case.need_added.v1': (
    { needs }: CaseState,
    { needId, type }: EventData<'case.need_added.v1'>,
    at: number,
  ) => ({ needs: [...needs, { needId, type, addedAt: at, caseId: null }] }),
  'case.identity_checked.v1': (
    _: CaseState,
    { checkId, method, passed, by }: EventData<'case.identity_checked.v1'>,
    at: number,
  ) => ({ identity: { checkId, method, passed, at, by } }),
} as const;

function taskAdded(state: CaseState, data: EventData<'case.task_added.v1'>, at: number): Change {
  const { taskId, department, owner, dueAt, personal } = data;
  const task: Task = {
    taskId,
    department,
    owner,
    dueAt: Date.parse(dueAt),
    addedAt: at,
    completedAt: null,
    completedBy: null,
  };
  return withText(state, { tasks: [...state.tasks, task] }, taskId, personal?.title);
}

function taskCompleted(state: CaseState, data: EventData<'case.task_completed.v1'>, at: number): Change {
  const tasks = state.tasks.map((task) =>
    task.taskId === data.taskId ? { ...task, completedAt: at, completedBy: data.by.id } : task,
  );
  return withText(state, { tasks: kept(tasks, ({ completedAt }) => completedAt !== null, DONE_KEPT_MAX) });
}

function extensionRequested(
  state: CaseState,
  data: EventData<'case.extension_requested.v1'>,
  at: number,
): Change {
  const { extensionId, clockId, metric, dueAt, to, consent, by, personal } = data;
  const extension: Extension = {
    extensionId,
    clockId,
    metric,
    dueAt: Date.parse(dueAt),
    to: Date.parse(to),
    consent: consent.attachment,
    requestedAt: at,
    requestedBy: by,
    granted: null,
    decidedAt: null,
    decidedBy: null,
  };
  return withText(state, { extensions: [...state.extensions, extension] }, extensionId, personal?.text);
}

function extensionDecided(
  state: CaseState,
  { extensionId, granted, by }: EventData<'case.extension_decided.v1'>,
  at: number,
): Change {
  const extensions = state.extensions.map((extension) =>
    extension.extensionId === extensionId
      ? { ...extension, granted, decidedAt: at, decidedBy: by }
      : extension,
  );
  return withText(state, { extensions: kept(extensions, ({ granted: is }) => is !== null, DONE_KEPT_MAX) });
}

function customerAsked(state: CaseState, data: EventData<'case.customer_asked.v1'>, at: number): Change {
  const { actionId, dueAt, personal } = data;
  const action = { actionId, askedAt: at, dueAt: Date.parse(dueAt), endedAt: null, overdue: false };
  const customerActions = kept(
    [...state.customerActions, action],
    ({ endedAt }) => endedAt !== null,
    DONE_KEPT_MAX,
  );
  return withText(state, { customerActions, resumeAt: action.dueAt }, actionId, personal?.steps);
}

function linked(
  { links, needs }: CaseState,
  { caseId, number, as, needId }: EventData<'case.linked.v1'>,
): Change {
  const isOfNeed = (need: Need) => as === 'hasFollowOn' && need.needId === needId;
  return {
    links: [...links, { caseId, number, as }],
    needs: needs.map((need) => (isOfNeed(need) ? { ...need, caseId } : need)),
  };
}

/** The wait for the customer is over, one way or another; `overdue` where the events say so, else by the time. */
export function actionEnded(
  { customerActions }: Work,
  at: number,
  overdue?: boolean,
): Pick<Work, 'customerActions'> {
  return {
    customerActions: customerActions.map((action) =>
      action.endedAt === null ? { ...action, endedAt: at, overdue: overdue ?? at > action.dueAt } : action,
    ),
  };
}

/** Everything that is not done yet, and of what is done the latest. */
export function kept<T>(list: readonly T[], isDone: (one: T) => boolean, doneMax: number): T[] {
  let tooMany = list.filter(isDone).length - doneMax;
  return list.filter((one) => !(isDone(one) && tooMany-- > 0));
}

/** What somebody wrote is kept apart, by the id of what it is about, as long as the case has that at hand. */
function withText(state: CaseState, change: Change, id?: string, text?: string | readonly string[]): Change {
  if (state.personal === null) return change;
  const { tasks, extensions, customerActions } = { ...state, ...change };
  const ids = new Set([
    ...tasks.map(({ taskId }) => taskId),
    ...extensions.map(({ extensionId }) => extensionId),
    ...customerActions.map(({ actionId }) => actionId),
  ]);
  const texts = { ...state.personal.texts, ...(id !== undefined && text !== undefined && { [id]: text }) };
  const known = Object.fromEntries(Object.entries(texts).filter(([key]) => ids.has(key)));
  return { ...change, personal: { ...state.personal, texts: known } };
}
