import type { Language } from '@caseloop/contracts';
import { type Instant, MINUTE, Zone } from '@caseloop/service-time';
import type { Counted, Explained, Explanation } from './explain.js';
import { EXPLAIN_WORDS, type ExplainWords } from './explain-words.js';

/** Stretches that are listed one by one; the rest is one sum. */
const LISTED_MAX = 24;

interface Speaker {
  readonly words: ExplainWords;
  readonly at: (instant: Instant) => string;
}

/** An explanation in sentences of one language, in the order in which one would tell it. */
export function inWords(explanation: Explanation, language: Language): string[] {
  const words = EXPLAIN_WORDS[language];
  const zone = Zone.named(explanation.zone);
  const speaker = { words, at: (instant: Instant) => localTime(zone, instant) };
  const { label, metric, cycle, n, pack } = explanation;
  return [
    words.head(label[language], metric, cycle, n),
    words.standard(pack.name, pack.version, explanation.zone),
    ...beginning(explanation, speaker),
    ...explanation.pauses.map((pause) => pausedIn(pause, speaker)),
    ...arithmetic(explanation, speaker),
    ...ending(explanation, speaker),
  ];
}

function beginning(explanation: Explanation, { words, at }: Speaker): string[] {
  const { startedAt, startedBy, succeeds, target, promisedMs, calendar, extensions } = explanation;
  const runs = calendar === null ? words.allTheTime : words.byCalendar(calendar.name, calendar.zone);
  const promise = promiseIn(words, target);
  return [
    words.began(at(startedAt), eventWord(startedBy)),
    ...(succeeds ? [words.succeeds(at(succeeds.at), reasonIn(words, succeeds.reason))] : []),
    promisedMs === null ? words.promisesNothing : words.promised(promise, words.duration(promisedMs), runs),
    ...extensions.map(({ at: when, dueBefore, to, targetMs }) =>
      words.extended(at(when), at(dueBefore), at(to), words.duration(targetMs)),
    ),
  ];
}

function promiseIn(words: ExplainWords, target: string): string {
  const [kind, what] = target.split(':');
  if (kind === 'at') return words.agreed;
  return kind === 'businessDays' ? words.businessDays(Number(what)) : target;
}

function pausedIn({ from, to, openMs, imported }: Explained, { words, at }: Speaker): string {
  const pause = words.until(at(from), to === null ? words.stillHolds : at(to));
  return (imported ? words.pausedBefore : words.paused)(pause, words.duration(openMs));
}

function arithmetic(explanation: Explanation, speaker: Speaker): string[] {
  const { counted, dueAt, targetMs, sums, until, provisional, unextendedDueAt } = explanation;
  const { words, at } = speaker;
  if (dueAt === null) {
    const sentences = countedIn(
      counted.filter(({ to }) => to <= until),
      sums.elapsedMs,
      speaker,
    );
    return targetMs === null ? sentences : [...sentences, words.noDue];
  }
  const untilDue = counted.filter(({ to }) => to <= dueAt);
  return [
    ...countedIn(joined(untilDue), sums.untilDueMs!, speaker),
    words.due(at(dueAt)),
    ...(provisional ? [words.provisional] : []),
    ...(unextendedDueAt === null ? [] : [words.unextended(at(unextendedDueAt))]),
  ];
}

function countedIn(counted: readonly Counted[], total: number, { words, at }: Speaker): string[] {
  const listed = counted.slice(0, LISTED_MAX);
  const rest = counted.slice(LISTED_MAX);
  const restMs = rest.reduce((ms, interval) => ms + interval.ms, 0);
  const amounts = [...listed.map(({ ms }) => ms), ...(rest.length > 0 ? [restMs] : [])];
  return [
    ...listed.map(({ from, to, ms }) => words.counted(words.until(at(from), at(to)), words.duration(ms))),
    ...(rest.length > 0 ? [words.countedMore(rest.length, words.duration(restMs))] : []),
    ...(amounts.length > 1
      ? [words.sum(amounts.map(words.duration).join(words.plus), words.duration(total))]
      : []),
  ];
}

/** Stretches that only were cut where the clock ended are one again. */
function joined(counted: readonly Counted[]): Counted[] {
  const whole: Counted[] = [];
  for (const piece of counted) {
    const last = whole.at(-1);
    if (last?.to !== piece.from) whole.push(piece);
    else whole[whole.length - 1] = { from: last.from, to: piece.to, ms: last.ms + piece.ms };
  }
  return whole;
}

function ending(explanation: Explanation, { words, at }: Speaker): string[] {
  const { end, until, sums, state } = explanation;
  const elapsed = words.duration(sums.elapsedMs);
  const told = end
    ? words.ended(at(end.at), reasonIn(words, end.reason), elapsed)
    : words.runs(at(until), elapsed);
  return [told, words.verdict(words.states[state]) + measured(explanation, words)];
}

/** How far from the due time it was, in the time that counts. */
function measured({ sums: { remainingMs }, state, dueAt, until }: Explanation, words: ExplainWords): string {
  const isOpenOrMet = state === 'met' || state === 'running' || state === 'paused';
  if (remainingMs === null || state === 'cancelled' || state === 'superseded') return words.stop;
  if (isOpenOrMet) return words.early(words.duration(Math.max(0, remainingMs)));
  // Outside of open time nothing counts: then what has passed since the due time says how late it is.
  const lateMs = remainingMs < 0 ? -remainingMs : until - dueAt!;
  return words.late(words.duration(lateMs));
}

function reasonIn(words: ExplainWords, reason: string): string {
  return words.reasons[reason] ?? eventWord(reason);
}

function eventWord(type: string): string {
  return type.replace(/\.v\d+$/, '');
}

/** To the minute, and as fine below it as the instant is. */
function localTime(zone: Zone, at: Instant): string {
  const local = new Date(at + zone.offsetAt(at)).toISOString().replace('T', ' ');
  if (at % MINUTE === 0) return local.slice(0, 16);
  return at % 1000 === 0 ? local.slice(0, 19) : local.slice(0, 23);
}
