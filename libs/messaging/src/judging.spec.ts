import { describe, expect, test } from '@jest/globals';
import { formatSequence, sequenceOf, type AnyEvent } from '@caseloop/contracts';
import fc from 'fast-check';
import { judge, type KeptBefore } from './judging.js';

const event = (sequence: number): AnyEvent =>
  ({ type: 'case.noted.v1', sequence: formatSequence(sequence) }) as AnyEvent;
const kept = (sequence: number, ready = true): KeptBefore => ({ sequence, ready, event: event(sequence) });
const came = (...sequences: number[]): AnyEvent[] => sequences.map(event);

function judged(position: number, incoming: AnyEvent[], before: KeptBefore[] = [], drain = true) {
  const { run, early, duplicates } = judge(position, incoming, before, drain);
  return { run: run.map(sequenceOf), early: early.map(sequenceOf), duplicates };
}

describe('judging the events of one stream', () => {
  test('the next ones run, in order, whatever order they came in', () => {
    expect(judged(2, came(5, 3, 4))).toEqual({ run: [3, 4, 5], early: [], duplicates: 0 });
  });

  test('at or below the watermark, and for the second time, an event is a duplicate', () => {
    expect(judged(2, came(1, 2, 3, 3))).toEqual({ run: [3], early: [], duplicates: 3 });
  });

  test('what lies behind a hole is early', () => {
    expect(judged(0, came(1, 4, 3))).toEqual({ run: [1], early: [3, 4], duplicates: 0 });
  });

  test('filling a hole takes the kept successors along, up to the next hole', () => {
    expect(judged(0, came(1), [kept(2), kept(3), kept(5)])).toEqual({
      run: [1, 2, 3],
      early: [],
      duplicates: 0,
    });
  });

  test('without draining, kept events stay where they are unless they came again', () => {
    expect(judged(0, came(1), [kept(2)], false)).toEqual({ run: [1], early: [], duplicates: 0 });
    expect(judged(1, came(2), [kept(2), kept(3)], false)).toEqual({ run: [2], early: [], duplicates: 0 });
  });

  test('a kept event that is not ready ends the run, and what comes later waits behind it', () => {
    expect(judged(0, came(1, 2, 3), [kept(2, false)])).toEqual({ run: [1], early: [3], duplicates: 1 });
  });

  test('every event that came is accounted for exactly once', () => {
    const sequences = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 30 });
    const keptBefore = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.boolean()), {
      selector: ([sequence]) => sequence,
    });
    fc.assert(
      fc.property(fc.nat(10), sequences, keptBefore, fc.boolean(), (position, numbers, tuples, drain) => {
        const before = tuples
          .filter(([sequence]) => sequence > position)
          .map(([sequence, ready]) => kept(sequence, ready));
        const { run, early, duplicates } = judged(position, came(...numbers), before, drain);
        const runThatCame = run.filter((sequence) => numbers.includes(sequence));
        expect(runThatCame.length + early.length + duplicates).toBe(numbers.length);
        expect(run).toEqual(run.map((_, i) => position + 1 + i));
        for (const sequence of early) {
          expect(sequence).toBeGreaterThan(position + run.length);
          expect(before.some((one) => one.sequence === sequence)).toBe(false);
        }
      }),
    );
  });

  test('in whatever portions and order a stream comes, all of it runs once and in order', () => {
    const deliveries = fc.array(fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 6 }), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(deliveries, (portions) => {
        const all = Array.from({ length: 10 }, (_, i) => i + 1);
        const store = new Map<number, KeptBefore>();
        const applied: number[] = [];
        for (const portion of [...portions, all]) {
          const { run, early } = judged(applied.length, came(...portion), [...store.values()]);
          for (const sequence of run) store.delete(sequence);
          for (const sequence of early) store.set(sequence, kept(sequence));
          applied.push(...run);
        }
        expect(applied).toEqual(all);
        expect(store.size).toBe(0);
      }),
    );
  });
});
