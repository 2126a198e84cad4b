import { describe, expect, test } from '@jest/globals';
import { demoHistory, seeded } from './demo-stories.js';

const NOW = Date.parse('2026-11-23T01:00:00Z');

describe('the demo', () => {
  test('tells the same stories for the same seed', () => {
    expect(demoHistory(42, NOW, { cases: 40, days: 7 })).toEqual(
      demoHistory(42, NOW, { cases: 40, days: 7 }),
    );
  });

  test('tells others for another seed', () => {
    expect(demoHistory(1, NOW, { cases: 40, days: 7 })).not.toEqual(
      demoHistory(2, NOW, { cases: 40, days: 7 }),
    );
  });

  test('lies within its days, in order, with a key for each case', () => {
    const stories = demoHistory(42, NOW, { cases: 40, days: 7 });
    const openings = stories.map((story) => story.openAt);
    expect(openings).toEqual([...openings].sort((a, b) => a - b));
    expect(openings[0]).toBeGreaterThanOrEqual(NOW - 7 * 24 * 3_600_000);
    expect(openings.at(-1)).toBeLessThanOrEqual(NOW);
    expect(new Set(stories.map((story) => story.key)).size).toBe(40);
  });

  test('draws chances between nothing and one', () => {
    const chance = seeded(7);
    const drawn = Array.from({ length: 1000 }, () => chance());
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(1);
    expect(new Set(drawn).size).toBeGreaterThan(990);
  });
});
