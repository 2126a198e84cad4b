import { describe, expect, test } from '@jest/globals';
import { BackwardsInTimeError, SimulatedClock, systemClock } from './clock.js';

const MONDAY = Date.parse('2026-01-05T09:00:00Z');

describe('a simulated clock', () => {
  test('stands still where it was started', () => {
    const clock = new SimulatedClock(MONDAY);
    expect(clock.now()).toBe(MONDAY);
    expect(clock.isFrozen).toBe(true);
  });

  test('moves by what it is advanced and to where it is set', () => {
    const clock = new SimulatedClock(MONDAY);
    clock.advance(90_000);
    expect(clock.now()).toBe(MONDAY + 90_000);
    clock.set(MONDAY + 100_000);
    expect(clock.now()).toBe(MONDAY + 100_000);
  });

  test('refuses to go back, and stays where it is', () => {
    const clock = new SimulatedClock(MONDAY);
    expect(() => clock.set(MONDAY - 1)).toThrow(BackwardsInTimeError);
    expect(() => clock.advance(-1)).toThrow(BackwardsInTimeError);
    expect(() => clock.set(Number.NaN)).toThrow(BackwardsInTimeError);
    expect(clock.now()).toBe(MONDAY);
  });

  test('runs on in real time from wherever it was set', async () => {
    const clock = new SimulatedClock(MONDAY);
    clock.run();
    const seen = new Set<number>();
    while (seen.size < 3) {
      seen.add(clock.now());
      await new Promise(setImmediate);
    }
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(MONDAY);
    expect(Math.max(...seen)).toBeLessThan(MONDAY + 10_000);
    clock.freeze();
    const frozenAt = clock.now();
    await new Promise(setImmediate);
    expect(clock.now()).toBe(frozenAt);
  });

  test('without a start begins at the time of the machine and runs', () => {
    const clock = new SimulatedClock();
    expect(clock.isFrozen).toBe(false);
    expect(Math.abs(clock.now() - systemClock().now())).toBeLessThan(1_000);
  });
});
