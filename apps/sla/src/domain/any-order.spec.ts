import { describe, expect, test } from '@jest/globals';
import { MINUTE } from '@caseloop/service-time';
import fc from 'fast-check';
import { OPENED } from '../../test/a-case.js';
import { later, pack, steps, tell } from '../../test/any-story.js';
import { idOf } from '../../test/clocks-of.js';
import { Memory } from '../../test/memory.js';
import { elapsedMs } from './clock.js';
import { explain, explainedIn } from './explain.js';
import type { Happening } from './happening.js';

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
        const whole = new Memory(pack, later).hear(end, ...facts).fire(end);
        const pieces = new Memory(pack, later);
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
        const memory = new Memory(pack, later);
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
        const memory = new Memory(pack, later);
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

  test('every explanation adds up, and says the same in both languages', () => {
    fc.assert(
      fc.property(steps, fc.nat({ max: 100 * 60 }), (drawn, minutes) => {
        const asOf = OPENED + minutes * MINUTE;
        const memory = new Memory(pack, later).hear(asOf, ...tell(drawn).map(({ fact }) => fact));
        const folded = memory.folded();
        for (const clock of folded.clocks) {
          const explanation = explain(clock, folded, { packName: 'test', idOf, asOf });
          const { counted, sums, dueAt, targetMs, until } = explanation;
          if (dueAt !== null) expect(sums.untilDueMs).toBe(targetMs);
          expect(sums.elapsedMs).toBe(elapsedMs(clock, explanation.pauses, until));
          for (const { from, to, ms } of counted) expect(to - from).toBe(ms);
          expect(counted.every(({ from }, index) => index === 0 || counted[index - 1]!.to <= from)).toBe(
            true,
          );
          const words = explainedIn(explanation);
          expect(words.en.map(numbersIn)).toEqual(words['zh-CN'].map(numbersIn));
        }
      }),
      { numRuns: 200 },
    );
  });
});

function numbersIn(sentence: string): string[] {
  return (sentence.match(/\d+/g) ?? []).sort();
}
