import type { Violation } from '@caseloop/contracts';
import { formatInstant } from '@caseloop/service-time';
import { readInstant } from './instant.js';
import { violation } from './problem.js';
import type { SoundPart } from './service-request.js';

/** Statements about what has happened; `expectedBy` is a wish and may lie ahead. */
const PAST_INSTANTS = ['occurredAt', 'connectedAt', 'serviceEndedAt'] as const;

export interface InstantLimits {
  readonly earliest: number;
  readonly skewMs: number;
}

/** A sender may be ahead of our clock by `skewMs`, but not report the future. */
export function checkInstants(
  request: SoundPart,
  now: number,
  { earliest, skewMs }: InstantLimits,
): Violation[] {
  return PAST_INSTANTS.flatMap((field) => {
    const stated = request[field];
    const instant = stated === undefined ? null : readInstant(stated);
    if (instant === null) return [];
    if (instant > now + skewMs) {
      return [violation(`/${field}`, 'inFuture', `expected: not later than ${formatInstant(now + skewMs)}`)];
    }
    if (instant < earliest) {
      return [violation(`/${field}`, 'tooEarly', `expected: not earlier than ${formatInstant(earliest)}`)];
    }
    return [];
  });
}
