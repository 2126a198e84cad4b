import { type Instant, type Interval, type Pause, formatInstant } from '@caseloop/service-time';
import { instant } from './domain/clock-row.js';
import { type Explanation, explain, explainedIn } from './domain/explain.js';
import { foldClocks } from './domain/fold.js';
import type { SlaDeps } from './deps.js';
import { COUNTED_TOLD_MAX } from './limits.js';
import { readingOf } from './pack-of.js';

/** The explanations of the clocks of a case, by the id of the clock: what its facts amount to, read anew. */
export async function explainClocks(deps: SlaDeps, caseId: string): Promise<Map<string, ExplanationAnswer>> {
  const { stores, packs, messaging, now } = deps;
  return messaging.transaction(async (tx) => {
    const clockCase = await stores.cases.byId(tx, caseId);
    if (!clockCase) return new Map();
    const facts = await stores.facts.ofCases(tx, [caseId]);
    const reading = await readingOf(tx, packs, clockCase, facts);
    const folded = foldClocks(reading, facts);
    const asked = { packName: clockCase.pack.name, idOf: reading.idOf, asOf: now() };
    const explanations = folded.clocks.map((clock) => explain(clock, folded, asked));
    return new Map(explanations.map((explanation) => [explanation.clockId, answerOf(explanation)]));
  });
}

export type ExplanationAnswer = ReturnType<typeof answerOf>;

/** An explanation as it is told over HTTP: times as text, and the sentences beside the data. */
function answerOf(explanation: Explanation) {
  const { counted, pauses, extensions, succeeds, end, ...rest } = explanation;
  const more = counted.slice(COUNTED_TOLD_MAX);
  return {
    ...rest,
    asOf: formatInstant(rest.asOf),
    startedAt: formatInstant(rest.startedAt),
    dueAt: instant(rest.dueAt),
    originalDueAt: instant(rest.originalDueAt),
    unextendedDueAt: instant(rest.unextendedDueAt),
    until: formatInstant(rest.until),
    succeeds: succeeds && { ...succeeds, at: formatInstant(succeeds.at) },
    extensions: extensions.map(({ at, dueBefore, to, targetMs }) => ({
      at: formatInstant(at),
      dueBefore: formatInstant(dueBefore),
      to: formatInstant(to),
      targetMs,
    })),
    counted: counted
      .slice(0, COUNTED_TOLD_MAX)
      .map((interval) => ({ ...timesOf(interval), ms: interval.ms })),
    /** What is left out above, so that the sums can be checked. */
    countedMore: { count: more.length, ms: more.reduce((total, { ms }) => total + ms, 0) },
    pauses: pauses.map(({ openMs, imported, ...pause }) => ({ ...timesOf(pause), openMs, imported })),
    end: end && { ...end, at: formatInstant(end.at) },
    words: explainedIn(explanation),
  };
}

function timesOf({ from, to }: Interval | Pause): { from: string; to: string | null } {
  const ends: Instant | null = to;
  return { from: formatInstant(from), to: instant(ends) };
}
