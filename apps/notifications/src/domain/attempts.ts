import { RETRY_AFTER_MAX_S, RETRY_LADDER_S, SENDS_MAX } from './limits.js';

/** How an attempt to hand a message over went wrong. */
export type Failure =
  /** The other side did not take it and will not take it: another way has to be found. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** It did not leave, or was not taken this time. `afterS`: how long the other side wants to be left alone. */
  | { readonly kind: 'notTaken'; readonly reason: string; readonly afterS?: number }
  /** It may have left. */
  | { readonly kind: 'unsure'; readonly reason: string };

export type Next =
  | { readonly state: 'planned'; readonly retryInS: number }
  | { readonly state: 'failed' }
  | { readonly state: 'unknown' };

/**
 * What follows from a failed attempt, the `attempts`-th one. What may have reached somebody is repeated only over a
 * carrier where that does no harm, and never more than `SENDS_MAX` times; elsewhere it is a question for a person.
 */
export function afterFailure(failure: Failure, attempts: number, isRepeatable: boolean): Next {
  if (failure.kind === 'refused') return { state: 'failed' };
  if (failure.kind === 'unsure' && !isRepeatable) return { state: 'unknown' };
  const rungs = failure.kind === 'unsure' ? SENDS_MAX - 1 : RETRY_LADDER_S.length;
  if (attempts > rungs) return { state: 'failed' };
  const asked = failure.kind === 'notTaken' ? Math.min(failure.afterS ?? 0, RETRY_AFTER_MAX_S) : 0;
  return { state: 'planned', retryInS: Math.max(RETRY_LADDER_S[attempts - 1]!, asked) };
}
