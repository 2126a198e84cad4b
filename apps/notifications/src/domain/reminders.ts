import type { Closing } from '@caseloop/policy';
import { parseDuration } from '@caseloop/service-time';

/** The n-th time a resolved case's customer is asked for an answer, and when. */
export interface Reminder {
  readonly n: number;
  readonly dueAt: number;
}

/** When the customer of a case resolved at `resolvedAt` is reminded, as long as nothing else happens. */
export function remindersOf(closing: Closing, resolvedAt: number): Reminder[] {
  const offsets = (closing.lapse?.reminders ?? []).map(parseDuration);
  return offsets.sort((a, b) => a - b).map((offset, i) => ({ n: i + 1, dueAt: resolvedAt + offset }));
}

/** When a case resolved at `resolvedAt` closes without an answer; null where it never does. */
export function lapsesAt(closing: Closing, resolvedAt: number): number | null {
  return closing.lapse === null ? null : resolvedAt + parseDuration(closing.lapse.after);
}
