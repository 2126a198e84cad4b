import { HOUR } from '@caseloop/service-time';
import { describe, expect, test } from '@jest/globals';
import { CUSTOMER, OPENED_AT, Story } from '../../test/a-case.js';
import { DONE_KEPT_MAX } from './limits.js';

const dueAt = '2026-11-24T12:00:00+08:00';
const task = { department: 'development', title: 'reproduce it', dueAt };

describe('a task', () => {
  test('holds its case open until it is completed, and is named when somebody tries to resolve', () => {
    const story = Story.inProgress()
      .done('addTask', task)
      .done('addTask', { ...task, owner: 'he' });
    const [first, second] = story.state.tasks.map(({ taskId }) => taskId);
    const refusal = story.refused('resolve', { solution: 's' });
    expect([refusal.status, refusal.code]).toEqual([422, 'openTasks']);
    expect(refusal.errors.map(({ message }) => message)).toEqual([
      `${first} (development) is open`,
      `${second} (development) is open`,
    ]);
    story.done('completeTask', { taskId: first!, result: 'done' });
    expect(story.refused('resolve', { solution: 's' }).errors).toHaveLength(1);
    story.done('completeTask', { taskId: second!, result: 'done' });
    expect(story.done('resolve', { solution: 's' }).state.status).toBe('resolved');
  });

  test('keeps department, owner and due time in the open, its title with what may be erased', () => {
    const story = Story.inProgress().done('addTask', { ...task, owner: 'he' });
    const { state } = story;
    expect(state.tasks).toMatchObject([
      { department: 'development', owner: 'he', dueAt: Date.parse(dueAt), completedAt: null },
    ]);
    expect(state.personal?.texts).toEqual({ [state.tasks[0]!.taskId]: 'reproduce it' });
    expect(story.events.at(-1)?.data).toMatchObject({ personal: { title: 'reproduce it' } });
  });

  test('is added without the version of the case, completed with it', () => {
    const story = Story.inProgress().done('addTask', task, { expectedVersion: undefined } as never);
    const { taskId } = story.state.tasks[0]!;
    const refusal = story.refused('completeTask', { taskId, result: 'r' }, { expectedVersion: 1 });
    expect([refusal.status, refusal.code]).toEqual([409, 'staleVersion']);
  });

  test('that is not open cannot be completed, and the open ones are named', () => {
    const story = Story.inProgress().done('addTask', task).done('addTask', task);
    const [first, second] = story.state.tasks.map(({ taskId }) => taskId);
    story.done('completeTask', { taskId: first!, result: 'r' });
    const refusal = story.refused('completeTask', { taskId: first!, result: 'again' });
    expect(refusal.errors).toMatchObject([{ pointer: '/taskId', code: 'unknownTask' }]);
    expect(refusal.message).toContain(second!);
  });

  test('is due later than it is given, and outlives a transfer', () => {
    const story = Story.inProgress();
    const past = new Date(OPENED_AT).toISOString();
    expect(story.refused('addTask', { ...task, dueAt: past }).errors[0]?.pointer).toBe('/dueAt');
    story.done('addTask', task).done('transfer', { team: 'development', reason: 'theirs' });
    expect(story.state.tasks).toHaveLength(1);
  });

  test('that was completed long ago is left to the timeline, with its title', () => {
    const story = Story.inProgress();
    for (let n = 0; n < DONE_KEPT_MAX + 2; n += 1) {
      story.done('addTask', { ...task, title: `task ${n}` });
      story.done('completeTask', { taskId: story.state.tasks.at(-1)!.taskId, result: 'r' });
    }
    expect(story.state.tasks).toHaveLength(DONE_KEPT_MAX);
    expect(Object.values(story.state.personal!.texts!)[0]).toBe('task 2');
    expect(Object.keys(story.state.personal!.texts!)).toHaveLength(DONE_KEPT_MAX);
  });
});

describe('more hands', () => {
  test('an assistant is named once, and is not the holder', () => {
    const story = Story.inProgress().done('addAssistant', { agent: 'lin' });
    const { version } = story.state;
    expect(story.done('addAssistant', { agent: 'lin' }).state).toMatchObject({
      assistants: ['lin'],
      version,
    });
    expect(story.refused('addAssistant', { agent: 'wu' }).code).toBe('holdsTheCase');
  });

  test('a task force has its lead among its members, and the latest one counts', () => {
    const story = Story.inProgress();
    const refusal = story.refused('formTaskForce', { members: ['wu', 'lin'], lead: 'he' });
    expect(refusal.errors).toMatchObject([{ pointer: '/lead', code: 'notAMember' }]);
    story.done('formTaskForce', { members: ['wu'], lead: 'wu' });
    story.done('formTaskForce', { members: ['wu', 'lin', 'wu'], lead: 'lin' });
    expect(story.state.taskForce).toEqual({ members: ['wu', 'lin'], lead: 'lin' });
  });
});

describe('an identity check', () => {
  const check = { method: 'phoneTail', evidence: '1234' };

  test('is recorded whether it passed or failed; the latest counts', () => {
    const story = Story.inProgress().done('verifyIdentity', { ...check, passed: false });
    expect(story.state.identity).toMatchObject({ method: 'phoneTail', passed: false });
    expect(story.last('case.identity_checked.v1')).toMatchObject({ personal: { evidence: '1234' } });
    story.later(HOUR).done('verifyIdentity', { ...check, passed: true });
    expect(story.state.identity).toMatchObject({ passed: true, at: OPENED_AT + HOUR });
  });

  test('is not for the customer to make', () => {
    const refusal = Story.inProgress().refused(
      'verifyIdentity',
      { ...check, passed: true },
      { by: CUSTOMER },
    );
    expect(refusal.status).toBe(403);
  });
});
