import { DAY, HOUR } from '@caseloop/service-time';
import { PER_DAY_MAX, PER_HOUR_MAX } from './limits.js';

const WINDOWS = [
  { lengthMs: HOUR, max: PER_HOUR_MAX },
  { lengthMs: DAY, max: PER_DAY_MAX },
] as const;

/**
 * Which of the messages wanted now may leave, and when the others may: `left` are the instants at which messages to
 * the same recipient left over the same channel. The answer has one entry per wanted message: null is now.
 */
export function allowedAt(left: readonly number[], wanted: number, now: number): (number | null)[] {
  const gone = [...left].sort((a, b) => a - b);
  return Array.from({ length: wanted }, () => {
    const waits = WINDOWS.flatMap(({ lengthMs, max }) => {
      const oldest = gone.at(-max);
      return oldest !== undefined && oldest > now - lengthMs ? [oldest + lengthMs] : [];
    });
    if (waits.length > 0) return Math.max(...waits);
    gone.push(now);
    return null;
  });
}
