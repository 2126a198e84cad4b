import { elapsed, parseInstant } from '@caseloop/service-time';
import { type Clock, type Extension, dueWith, isBrokenAt, pausesOf, runOf } from './clock.js';
import type { Fact, Period } from './facts.js';
import { closedAt } from './pauses.js';

/** What was granted for one clock, by its id; null where the fact grants nothing. */
export function grantOf({ type, data }: Fact): { readonly clockId: string; readonly to: number } | null {
  if (type !== 'case.extension_decided.v1' || data['granted'] !== true) return null;
  return { clockId: String(data['clockId']), to: parseInstant(String(data['dueAt'])) };
}

/**
 * The extension of a running clock until `to`, or null where it cannot be: a broken promise is not mended afterwards,
 * one that never had a due time cannot move it, and nobody is given less time than they have.
 */
export function extensionOf(
  clock: Clock,
  periods: readonly Period[],
  fact: Fact,
  to: number,
): Extension | null {
  if (isBrokenAt(clock, periods, fact.time)) return null;
  const pauses = closedAt(pausesOf(clock, periods), fact.time);
  const dueBefore = dueWith(clock, pauses);
  if (dueBefore === null || to <= dueBefore) return null;
  return { fact, to, dueBefore, targetMs: elapsed({ ...runOf(clock, pauses), at: to }) };
}

/** What the customer has agreed to holds for the clock that takes the place of an extended one too. */
export function inheritExtension(next: Clock, clock: Clock, periods: readonly Period[], fact: Fact): void {
  const last = clock.extensions.at(-1);
  const extension = last && extensionOf(next, periods, { ...last.fact, time: fact.time }, last.to);
  if (extension) next.extensions.push(extension);
}
