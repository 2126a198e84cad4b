import { derivedId } from '@caseloop/service';
import type { ClockKey } from './domain/clock.js';

/** The same promise has the same id, in whatever order the facts about it were heard. */
export function clockId(caseId: string, { metric, cycle, n, per }: ClockKey): string {
  return derivedId('clock', caseId, metric, cycle, n, ...(per === null ? [] : [per]));
}
