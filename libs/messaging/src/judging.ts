import { sequenceOf, type AnyEvent } from '@caseloop/contracts';

/** A kept event as judging sees it. `ready`: it may be tried now if its turn has come. */
export interface KeptBefore {
  readonly sequence: number;
  readonly ready: boolean;
  readonly event: AnyEvent;
}

/** What is to be done with the events of one stream. */
export interface Judgement {
  /** Next in order, without a hole; kept ones among them. */
  readonly run: readonly AnyEvent[];
  /** Came too early: to be kept. */
  readonly early: readonly AnyEvent[];
  /** Of those that came: known already, applied or kept. */
  readonly duplicates: number;
}

/**
 * Judges what came for one stream. At or below `position` an event is a duplicate, the next one and its successors
 * run, what lies behind a hole is early. Kept events join the run where they fit: all of them when `drain`, else
 * only those that came again. A kept event that is not ready ends the run.
 */
export function judge(
  position: number,
  incoming: readonly AnyEvent[],
  kept: readonly KeptBefore[],
  drain: boolean,
): Judgement {
  const keptAt = new Map(kept.map((event) => [event.sequence, event]));
  const came = new Map<number, AnyEvent>();
  for (const event of incoming) {
    const sequence = sequenceOf(event);
    if (sequence > position && !came.has(sequence)) came.set(sequence, event);
  }
  const run: AnyEvent[] = [];
  let next = position + 1;
  let runFromCame = 0;
  for (; ; next += 1) {
    const before = keptAt.get(next);
    const event = before === undefined ? came.get(next) : before.event;
    if (event === undefined || (before !== undefined && !(before.ready && (drain || came.has(next))))) break;
    if (came.has(next)) runFromCame += 1;
    run.push(event);
  }
  const early = [...came]
    .filter(([sequence]) => sequence >= next && !keptAt.has(sequence))
    .sort(([a], [b]) => a - b)
    .map(([, event]) => event);
  return { run, early, duplicates: incoming.length - runFromCame - early.length };
}
