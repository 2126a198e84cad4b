import { type Context, type Rule, stepsOf } from './context.js';
import { utc } from './events.js';
import { ASSISTANTS_MAX, TASKS_OPEN_MAX } from './limits.js';
import { Refusal, refuse, refuseFields } from './refusal.js';
import { type Task, type Work, openTasks } from './work.js';

/** Another pair of hands; the holder stays the holder. Named twice, an assistant is one. */
export const addAssistant: Rule<'addAssistant'> = (state, { agent }, context) => {
  if (agent === state.holder) {
    const message = 'holds the case already';
    return refuseFields({ pointer: '/agent', code: 'holdsTheCase', message });
  }
  const steps = stepsOf(state, context);
  if (state.assistants.includes(agent)) return steps;
  if (state.assistants.length >= ASSISTANTS_MAX) {
    return refuse('tooManyAssistants', `A case has at most ${ASSISTANTS_MAX} assistants`);
  }
  return steps.add('case.assistant_added.v1', { agent });
};

/** A new task force takes the place of the one before it. */
export const formTaskForce: Rule<'formTaskForce'> = (state, { members, lead }, context) => {
  const named = [...new Set(members)];
  if (!named.includes(lead)) {
    const message = `the lead is one of the members, ${named.join(', ')}`;
    return refuseFields({ pointer: '/lead', code: 'notAMember', message });
  }
  return stepsOf(state, context).add('case.task_force_formed.v1', { members: named, lead });
};

export const addTask: Rule<'addTask'> = (state, { department, title, owner, dueAt }, context) => {
  if (openTasks(state).length >= TASKS_OPEN_MAX) {
    return refuse('tooManyTasks', `A case has at most ${TASKS_OPEN_MAX} tasks open at once`);
  }
  if (Date.parse(dueAt) <= context.at) {
    const message = 'must be later than the command itself';
    return refuseFields({ pointer: '/dueAt', code: 'notLater', message });
  }
  return stepsOf(state, context).add('case.task_added.v1', {
    taskId: context.newId(),
    department,
    owner: owner ?? null,
    dueAt: utc(dueAt),
    personal: { title },
  });
};

export const completeTask: Rule<'completeTask'> = (state, { taskId, result }, context: Context) => {
  const open = openTasks(state);
  const task = open.find((one) => one.taskId === taskId);
  if (task === undefined) {
    const message = `is no open task of this case; open are ${open.map(taskName).join(', ') || 'none'}`;
    return refuseFields({ pointer: '/taskId', code: 'unknownTask', message });
  }
  return stepsOf(state, context).add('case.task_completed.v1', {
    taskId,
    department: task.department,
    personal: { result },
  });
};

/** A case is not solved while somebody still works on a part of it. */
export function refuseOpenTasks(state: Work): Refusal | null {
  const open = openTasks(state);
  if (open.length === 0) return null;
  const names = open.map(taskName);
  const errors = names.map((name) => ({ pointer: '', code: 'openTask', message: `${name} is open` }));
  return new Refusal(422, 'openTasks', `Before resolving, complete: ${names.join(', ')}`, errors);
}

function taskName({ taskId, department }: Task): string {
  return `${taskId} (${department})`;
}
