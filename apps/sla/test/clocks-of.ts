import type { ClockDefinition } from '@caseloop/policy';
import { reckon } from '../src/domain/clock-row.js';
import { foldClocks } from '../src/domain/fold.js';
import { type CaseStory, aPack, after } from './a-case.js';

/** The clocks of a story, each as one line. Instants are hours after the opening. */
export function clocksOf(story: CaseStory, ...clocks: readonly ClockDefinition[]) {
  const folded = foldClocks(aPack(...clocks), story.facts);
  return folded.clocks.map((clock) => {
    const { startedAt, dueAt, endedAt, endState } = reckon(clock, folded.periods);
    const { metric, cycle, n } = clock.key;
    return {
      metric,
      cycle,
      n,
      start: hours(startedAt),
      due: hours(dueAt),
      end: hours(endedAt),
      state: endState ?? (dueAt === null ? 'paused' : 'open'),
    };
  });
}

function hours(at: number | null): number | null {
  return at === null ? null : (at - after(0)) / 3_600_000;
}
