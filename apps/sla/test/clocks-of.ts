import type { ClockDefinition, Pack } from '@caseloop/policy';
import type { ClockKey } from '../src/domain/clock.js';
import { reckon } from '../src/domain/clock-row.js';
import { foldClocks } from '../src/domain/fold.js';
import type { Reading } from '../src/domain/standard.js';
import { type CaseStory, aPack, after } from './a-case.js';

/** A case that was opened under the first of these packs, and heard of the others later. */
export function readingOf(pack: Pack, ...later: readonly Pack[]): Reading {
  return {
    standard: { version: pack.version, pack },
    later: new Map(later.map((other) => [other.version, other])),
    idOf,
  };
}

export function idOf({ metric, cycle, n, per }: ClockKey): string {
  return `${metric}/${cycle}/${n}/${per}`;
}

/** The clocks of a story, each as one line. Instants are hours after the opening. */
export function clocksOf(story: CaseStory, ...clocks: readonly ClockDefinition[]) {
  const folded = foldClocks(readingOf(aPack(...clocks)), story.facts);
  return folded.clocks.map((clock) => {
    const { startedAt, dueAt, endedAt, endState } = reckon(clock, folded, idOf(clock.key));
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
