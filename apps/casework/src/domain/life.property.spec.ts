import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DAY } from '@caseloop/service-time';
import { CASE_ID, OPENED_AT, OTHER_ID, Story } from '../../test/a-case.js';
import { type Move, filled, moves } from '../../test/moves.js';
import { type CaseState, evolve, opened } from './case.js';
import { dueAt } from './closing.js';
import type { Command } from './commands.js';
import { TIME } from './context.js';
import { COMMAND_NAMES, decide, decideByTime } from './decide.js';
import type { CaseEvent } from './events.js';
import { Refusal } from './refusal.js';
import { PATHS, TRANSITIONS } from './transitions.js';
import { openAction, openTasks } from './work.js';

/** Plays moves as far as they are allowed; `seen` is called after every command that was not refused. */
function play(
  list: readonly Move[],
  seen: (name: Command['name'], before: CaseState, after: CaseState) => void = () => {},
) {
  const other = Story.opened({ caseId: OTHER_ID }).state;
  const story = Story.opened({ urgency: 'urgent' })
    .beside(other)
    .timed(OPENED_AT + 10 * DAY);
  for (const move of list) {
    if (move.kind === 'offer') story.offer(move.holder);
    else if (move.kind === 'time') passTime(story, move.ms);
    else {
      const before = story.state;
      const fields = filled(before, move.said.fields);
      const command = { ...move.said, fields, expectedVersion: before.version } as Command;
      const decision = decide(before, command, story.context(move.by));
      if (decision instanceof Refusal) continue;
      seen(command.name, before, story.tell(decision).state);
    }
  }
  return story;
}

function passTime(story: Story, ms: number) {
  const until = story.now + ms;
  for (
    let at = dueAt(story.state, story.pack);
    at !== null && at <= until;
    at = dueAt(story.state, story.pack)
  ) {
    story.now = at;
    story.tell(decideByTime(story.state, story.context(TIME, at)));
  }
  story.now = until;
}

const folded = (events: readonly CaseEvent[]) => events.slice(1).reduce(evolve, opened(CASE_ID, events[0]!));
const RUNS = { numRuns: 400 };

describe('whatever happens to a case', () => {
  test('its version is the number of its events, and its events alone make its state', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const { events, state } = play(list);
        expect(state.version).toBe(events.length);
        expect(folded(events)).toEqual(state);
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      }),
      RUNS,
    );
  });

  test('it moves along the paths only, and every event says the state it leaves the case in', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const { events } = play(list);
        for (let index = 1; index < events.length; index += 1) {
          const [before, { data }] = [events[index - 1]!.data, events[index]!];
          if (data.status === before.status) expect(data.from).toBeUndefined();
          else {
            expect(data.from).toBe(before.status);
            expect(PATHS[before.status]).toContain(data.status);
          }
        }
      }),
      RUNS,
    );
  });

  test('a command ends in a state the table has for it', () => {
    fc.assert(
      fc.property(moves, (list) => {
        play(list, (name, before, after) => expect(TRANSITIONS[name][before.status]).toContain(after.status));
      }),
      RUNS,
    );
  });

  test('its cycle grows by one with every reopening, and never otherwise', () => {
    fc.assert(
      fc.property(moves, (list) => {
        let cycle = 1;
        for (const { type, data } of play(list).events) {
          if (type === 'case.reopened.v1') cycle += 1;
          expect(data.cycle).toBe(cycle);
        }
      }),
      RUNS,
    );
  });

  test('its first responsible is named once', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const contacts = play(list).events.flatMap((event) =>
          event.type === 'case.contacted.v1' ? [event.data] : [],
        );
        expect(contacts.filter(({ first }) => first).length).toBeLessThanOrEqual(1);
        const named = contacts.map(({ firstResponsible }) => firstResponsible).filter((one) => one !== null);
        expect(new Set(named).size).toBeLessThanOrEqual(1);
      }),
      RUNS,
    );
  });

  test('it is never resolved while a task is open, and what the customer was asked is over when the wait is', () => {
    fc.assert(
      fc.property(moves, (list) => {
        play(list, (name, before, after) => {
          if (name === 'resolve') expect(openTasks(before)).toEqual([]);
          const isAsked = openAction(after) !== null;
          if (isAsked)
            expect([after.status, after.resumeAt]).toEqual(['waitingCustomer', openAction(after)!.dueAt]);
        });
      }),
      RUNS,
    );
  });

  test('nobody grants what they have asked for, and a duplicate is never reopened', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const { events } = play(list);
        for (const { data } of events.filter(({ type }) => type === 'case.extension_decided.v1')) {
          expect((data as { requestedBy: unknown }).requestedBy).not.toEqual(data.by);
        }
        const ended = events.findIndex(
          (event) => event.type === 'case.closed.v1' && event.data.outcome === 'duplicate',
        );
        if (ended !== -1) {
          const after = new Set(events.slice(ended).map(({ data }) => data.status));
          expect([...after].filter((status) => status !== 'closed' && status !== 'archived')).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  test('somebody holds it while it is worked on', () => {
    fc.assert(
      fc.property(moves, (list) => {
        play(list, (_, __, { status, holder }) => {
          if (['inProgress', 'waitingCustomer', 'waitingThirdParty', 'resolved'].includes(status)) {
            expect(holder).not.toBeNull();
          }
        });
      }),
      RUNS,
    );
  });

  test('every command succeeds in some of them', () => {
    const done = new Set<string>();
    fc.assert(
      fc.property(moves, (list) => {
        play(list, (name) => done.add(name));
      }),
      { ...RUNS, seed: 7 },
    );
    const unsaid = ['settlePromise', 'explainBreach'];
    expect(COMMAND_NAMES.filter((name) => !done.has(name) && !unsaid.includes(name))).toEqual([]);
  });

  test('most lives get somewhere: the properties above speak of more than refusals', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(moves, (list) => {
        for (const { data } of play(list).events) reached.add(data.status);
      }),
      { ...RUNS, seed: 7 },
    );
    expect([...reached].sort()).toEqual(Object.keys(PATHS).sort());
  });
});
