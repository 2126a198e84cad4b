import type { Job } from '@caseloop/service';
import {
  REJECTIONS_KEPT_MAX,
  REJECTION_KEPT_MS,
  REJECTION_SWEEP_MS,
  REJECTION_SWEEP_ROWS,
} from './limits.js';
import type { RejectedRequestsRepository } from './rejected-requests.repository.js';

interface Limits {
  readonly keptMs: number;
  readonly keptMax: number;
}

/**
 * Refused requests are evidence, and anybody at the door can make as many as he likes: they are kept for a time, and up
 * to a number. Safe in several instances at once.
 */
export function sweepRejections(
  rejected: RejectedRequestsRepository,
  { keptMs, keptMax }: Limits = { keptMs: REJECTION_KEPT_MS, keptMax: REJECTIONS_KEPT_MAX },
): Job {
  let nextAt = Number.NEGATIVE_INFINITY;
  return {
    name: 'sweepRejections',
    async run(now) {
      if (now < nextAt) return 0;
      const swept = await rejected.sweep({
        before: now - keptMs,
        kept: keptMax,
        limit: REJECTION_SWEEP_ROWS,
      });
      if (swept === 0) nextAt = now + REJECTION_SWEEP_MS;
      return swept;
    },
    async nextDueAt() {
      const oldest = await rejected.oldestReceivedAt();
      return oldest === null ? null : Math.max(oldest + keptMs, nextAt);
    },
  };
}
