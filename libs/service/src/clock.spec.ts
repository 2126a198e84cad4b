import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { BackwardsInTimeError, SimulatedClock, systemClock } from './clock.js';

const MONDAY = Date.parse('2026-01-05T09:00:00Z');

describe('a simulated clock', () => {
  afterEach(() => void jest.useRealTimers());

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

  test('runs on with the machine from wherever it was set, until it is frozen', () => {
    jest.useFakeTimers({ now: MONDAY - 86_400_000 });
    const clock = new SimulatedClock(MONDAY, { frozen: false });
    jest.advanceTimersByTime(2_000);
    expect(clock.now()).toBe(MONDAY + 2_000);
    clock.advance(60_000);
    jest.advanceTimersByTime(1_000);
    expect(clock.now()).toBe(MONDAY + 63_000);
    clock.freeze();
    jest.advanceTimersByTime(5_000);
    expect(clock.now()).toBe(MONDAY + 63_000);
    clock.run();
    jest.advanceTimersByTime(500);
    expect(clock.now()).toBe(MONDAY + 63_500);
  });

  test('catches up when the machine has slept, and waits when its clock was set back', () => {
    jest.useFakeTimers({ now: MONDAY });
    const clock = new SimulatedClock();
    jest.setSystemTime(MONDAY + 8 * 3_600_000);
    expect(clock.now()).toBe(MONDAY + 8 * 3_600_000);
    jest.setSystemTime(MONDAY + 7 * 3_600_000);
    expect(clock.now()).toBe(MONDAY + 8 * 3_600_000);
    jest.setSystemTime(MONDAY + 9 * 3_600_000);
    expect(clock.now()).toBe(MONDAY + 9 * 3_600_000);
  });

  test('without a start begins at the time of the machine and runs', () => {
    const clock = new SimulatedClock();
    expect(clock.isFrozen).toBe(false);
    expect(Math.abs(clock.now() - systemClock().now())).toBeLessThan(1_000);
  });
});
