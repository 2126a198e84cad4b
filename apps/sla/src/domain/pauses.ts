import type { Instant, Pause } from '@caseloop/service-time';

/** The pauses up to `at`, where one that still holds counts as ending there. */
export function closedAt(pauses: readonly Pause[], at: Instant): Pause[] {
  return pauses.filter(({ from }) => from < at).map(({ from, to }) => ({ from, to: Math.min(to ?? at, at) }));
}
