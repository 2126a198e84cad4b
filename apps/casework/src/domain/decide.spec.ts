import { CASE_STATUSES, type CaseStatus } from '@caseloop/contracts';
import { describe, expect, test } from '@jest/globals';
import { Story, CUSTOMER, OPENED_AT } from '../../test/a-case.js';
import { type CommandName, UNVERSIONED_COMMANDS } from './commands.js';
import { COMMAND_NAMES, decide } from './decide.js';
import { Refusal } from './refusal.js';
import { TRANSITIONS } from './transitions.js';

describe('a command', () => {
  test('without the version it was decided on is refused, naming the field', () => {
    const story = Story.assigned();
    const { status, code, errors } = story.refused('take', {}, { expectedVersion: undefined });
    expect([status, code, errors[0]?.pointer]).toEqual([422, 'required', '/expectedVersion']);
  });

  test('for a version that has passed is refused as stale', () => {
    const story = Story.assigned();
    expect(story.refused('take', {}, { expectedVersion: 2 })).toMatchObject({
      status: 409,
      code: 'staleVersion',
    });
  });

  test('that only adds to the case needs no version, but is stale with an old one', () => {
    const story = Story.inProgress();
    expect(UNVERSIONED_COMMANDS).toContain('note');
    story.done('note', { text: 'seen' }, { expectedVersion: undefined });
    expect(story.refused('note', { text: 'seen' }, { expectedVersion: 1 }).status).toBe(409);
  });

  test('cannot happen in the future nor before the case was opened', () => {
    const story = Story.assigned().later(60_000);
    expect(story.refused('take', {}, { at: story.now + 1 })).toMatchObject({ status: 422, code: 'future' });
    expect(story.refused('take', {}, { at: OPENED_AT - 1 }).code).toBe('beforeOpening');
    story.done('take', {}, { at: OPENED_AT });
    expect(story.events.at(-1)?.time).toBe(OPENED_AT);
  });

  test('of staff is not for customers', () => {
    expect(Story.assigned().refused('take', {}, { by: CUSTOMER })).toMatchObject({
      status: 403,
      code: 'notPermitted',
    });
  });

  const fields = {
    reason: 'r',
    text: 't',
    for: 'customer',
    team: 'techSupport',
    solution: 's',
    to: 'supervisor',
  };
  test.each(CASE_STATUSES.flatMap((status) => COMMAND_NAMES.map((name) => [name, status] as const)))(
    '"%s" in %s is refused unless the table has it',
    (name: CommandName, status: CaseStatus) => {
      const story = Story.inProgress();
      const state = { ...story.state, status };
      const command = { name, fields, expectedVersion: state.version } as never;
      const by = { ...story.context({ kind: 'agent', id: 'wu' }) };
      if (TRANSITIONS[name][status] !== undefined) return;
      const decision = decide(state, command, by);
      expect(decision).toBeInstanceOf(Refusal);
      expect((decision as Refusal).status).toBe(422);
    },
  );
});
