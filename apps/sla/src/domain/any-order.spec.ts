import { describe, expect, test } from '@jest/globals';
import { MINUTE } from '@caseloop/service-time';
import fc from 'fast-check';
import { CaseStory, OPENED, aClock, aPack } from '../../test/a-case.js';
import { Memory } from '../../test/memory.js';
import type { Fact } from './facts.js';
import type { Happening } from './happening.js';

const ANY = {};
const pack = aPack(
  aClock({
    id: 'resolution-urgent',
    match: { urgency: 'urgent' },
    starts: [
      { on: 'case.opened.v1', match: ANY },
      { on: 'case.reopened.v1', match: ANY },
    ],
    target: { duration: 'PT2H' },
    pausesWhile: ['waitingCustomer'],
    warn: [{ id: 'half', percent: 50 }],
    escalate: [
      { level: 1, after: 'PT0S', to: 'supervisor' },
      { level: 2, after: 'PT1H', to: 'director' },
    ],
  }),
  aClock({
    id: 'resolution',
    starts: [
      { on: 'case.opened.v1', match: ANY },
      { on: 'case.reopened.v1', match: ANY },
    ],
    target: { duration: 'PT5H' },
    runs: 'office',
    pausesWhile: ['waitingCustomer', 'waitingThirdParty'],
    warn: [{ id: 'last', before: 'PT1H' }],
  }),
  aClock({
    metric: 'customerUpdate',
    resets: [{ on: 'case.contacted.v1', match: ANY }],
    cadence: 'afterEach',
    target: { duration: 'PT1H' },
  }),
  aClock({
    metric: 'internalUpdate',
    resets: [{ on: 'case.noted.v1', match: ANY }],
    cadence: 'grid',
    target: { duration: 'PT3H' },
  }),
  aClock({
    metric: 'planProposed',
    stops: [{ on: 'notification.handed_over.v1', match: { template: 'planNotice' } }],
    target: { duration: 'PT2H' },
    retarget: 'tighter',
  }),
  aClock({
    metric: 'promise',
    starts: [{ on: 'case.promise_made.v1', match: ANY }],
    stops: [{ on: 'case.promise_settled.v1', match: ANY }],
    target: { at: 'dueAt' },
    per: 'promiseId',
  }),
);

const step = fc.record({
  what: fc.constantFrom(
    'take',
    'contact',
    'note',
    'wait',
    'waitThird',
    'resume',
    'urgent',
    'normal',
    'told',
    'promise',
    'kept',
    'resolve',
    'reopen',
    'close',
  ),
  minutes: fc.integer({ min: 0, max: 200 }),
  /** How long before it was said it had happened. */
  agoMinutes: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 300 })),
  promise: fc.constantFrom('a', 'b'),
});
type Step = { what: string; minutes: number; agoMinutes: number; promise: string };

/** The facts of a story, each with the instant at which it was said. */
function tell(steps: readonly Step[]): { fact: Fact; saidAt: number }[] {
  const story = new CaseStory();
  let now = OPENED;
  const said = [now];
  for (const { what, minutes, agoMinutes, promise } of steps) {
    now += minutes * MINUTE;
    add(story, what, Math.max(OPENED, now - agoMinutes * MINUTE), promise);
    said.push(now);
  }
  return story.facts.map((fact, index) => ({ fact, saidAt: said[index]! }));
}

function add(story: CaseStory, what: string, at: number, promiseId: string): CaseStory {
  switch (what) {
    case 'take':
      return story.taken(at);
    case 'contact':
      return story.contacted(at);
    case 'wait':
      return story.waits(at);
    case 'waitThird':
      return story.waits(at, 'waitingThirdParty');
    case 'resume':
      return story.resumed(at);
    case 'urgent':
    case 'normal':
      return story.reclassified(at, what);
    case 'told':
      return story.told('planNotice', at);
    case 'promise': {
      const dueAt = new Date(at + 90 * MINUTE).toISOString();
      return story.then('case.promise_made.v1', at, { promiseId, dueAt });
    }
    case 'kept':
      return story.then('case.promise_settled.v1', at, { promiseId, outcome: 'kept' });
    case 'resolve':
      return story.resolved(at);
    case 'reopen':
      return story.reopened(at);
    case 'close':
      return story.closed(at);
    default:
      return story.then('case.noted.v1', at);
  }
}

const steps = fc.array(step, { maxLength: 14 });
const MUCH_LATER = 60 * 24 * 60 * MINUTE;

/** What everybody can see of the clocks. */
function seen(memory: Memory) {
  return [...memory.rows.values()]
    .filter(({ isRetracted }) => !isRetracted)
    .map(({ fired: _fired, revision: _revision, attachedAt: _attachedAt, nextFireAt: _next, ...row }) => row)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function told(said: readonly Happening[], id: string): Happening[] {
  return said.filter(({ data }) => data.clockId === id);
}

describe('whatever happens to a case', () => {
  test('any order of delivery gives the same clocks', () => {
    fc.assert(
      fc.property(steps, fc.infiniteStream(fc.nat()), fc.boolean(), (drawn, chance, firesBetween) => {
        const facts = tell(drawn).map(({ fact }) => fact);
        const end = OPENED + MUCH_LATER;
        const whole = new Memory(pack).hear(end, ...facts).fire(end);
        const pieces = new Memory(pack);
        const rest = [...facts];
        let now = OPENED;
        while (rest.length > 0) {
          const [next] = rest.splice(chance.next().value! % rest.length, 1);
          pieces.hear(now, next!);
          now += (chance.next().value! % 300) * MINUTE;
          if (firesBetween) pieces.fire(now);
        }
        expect(seen(pieces.fire(end))).toEqual(seen(whole));
      }),
      { numRuns: 300 },
    );
  });

  test('a clock begins once, ends once and breaches once, unless it is corrected', () => {
    fc.assert(
      fc.property(steps, (drawn) => {
        const memory = new Memory(pack);
        for (const { fact, saidAt } of tell(drawn)) memory.fire(saidAt).hear(saidAt, fact).fire(saidAt);
        memory.fire(OPENED + MUCH_LATER);
        for (const { id } of memory.rows.values()) {
          const said = told(memory.said, id);
          const count = (...words: string[]) => said.filter(({ type }) => words.includes(type)).length;
          const corrections = count('clock.corrected.v1');
          expect(count('clock.started.v1')).toBe(1);
          expect(count('clock.breached.v1')).toBeLessThanOrEqual(1 + corrections);
          expect(
            count('clock.met.v1', 'clock.fulfilled_late.v1', 'clock.cancelled.v1', 'clock.superseded.v1'),
          ).toBeLessThanOrEqual(1 + corrections);
          const ids = said.flatMap(({ fired }) => fired ?? []);
          expect(new Set(ids).size).toBe(ids.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('nothing fires before its time', () => {
    fc.assert(
      fc.property(steps, (drawn) => {
        const memory = new Memory(pack);
        for (const { fact, saidAt } of tell(drawn)) {
          memory.hear(saidAt, fact).fire(saidAt);
          for (const { type, time } of memory.said.splice(0)) {
            if (type === 'clock.breached.v1') expect(time).toBeLessThan(saidAt);
            if (type === 'clock.warned.v1') expect(time).toBeLessThanOrEqual(saidAt);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
