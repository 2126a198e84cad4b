import { JITTER } from './limits.js';

/**
 * `transient`: the event is innocent, the same will work later. `permanent`: it will never work as it stands.
 * `unknown`: perhaps another time, perhaps after a repair.
 */
export type FailureKind = 'transient' | 'permanent' | 'unknown';

/** A failure that says itself what kind it is; for what is neither the database's nor the network's. */
export class PermanentError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Connection, rollback by the server, no resources, a lock not had in time, an operator's or the system's doing, and
 * a connection that the server ended because a transaction took too long on a busy machine.
 */
const TRANSIENT_STATES = /^(08|40|53|57|58)|^55P03$|^25006$|^25P0[34]$/;
/** Bad data, and constraints that it violates. */
const PERMANENT_STATES = /^(22|23)/;
const SQLSTATE = /^[0-9A-Z]{5}$/;

const NETWORK_ERRORS: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** How far the causes of an error are followed; a chain may bite its own tail. */
const CAUSES_MAX = 5;

function withCauses(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let at = error; at instanceof Error && chain.length < CAUSES_MAX; at = at.cause) chain.push(at);
  return chain;
}

/** The SQLSTATE or errno of an error, its own or of what caused it; null when it has none. */
export function codeOf(error: unknown): string | null {
  for (const { code } of withCauses(error) as { code?: unknown }[]) {
    if (typeof code === 'string' && code !== '') return code;
  }
  return null;
}

/** Judged by code, never by message text, which depends on the server's language. */
export function kindOf(error: unknown): FailureKind {
  if (error instanceof PermanentError) return 'permanent';
  const code = codeOf(error);
  if (code === null) return isConnectionLoss(error) ? 'transient' : 'unknown';
  if (NETWORK_ERRORS.has(code)) return 'transient';
  if (!SQLSTATE.test(code)) return 'unknown';
  if (TRANSIENT_STATES.test(code)) return 'transient';
  return PERMANENT_STATES.test(code) ? 'permanent' : 'unknown';
}

/** A deadlock or a lost serialisation race: nothing was written, the whole may run again at once. */
export function isRepeatable(error: unknown): boolean {
  const code = codeOf(error);
  return code === '40001' || code === '40P01';
}

/** A statement that runs out of time over and over may be the fault of one event, though each time is a passing one. */
export function isTimeout(error: unknown): boolean {
  const isReadTimeout = withCauses(error).some(({ message }) => message.startsWith('Query read timeout'));
  return isReadTimeout || codeOf(error) === '57014';
}

/**
 * The driver has no code for what it notices itself. Its own few sentences are in English whatever the server's
 * language, and there is nothing else to tell them by.
 */
function isConnectionLoss(error: unknown): boolean {
  return withCauses(error).some(({ message }) =>
    DRIVER_SENTENCES.some((sentence) => message.startsWith(sentence)),
  );
}

const DRIVER_SENTENCES = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error',
  'Client was closed and is not queryable',
  'Query read timeout',
];

/**
 * When an event that has failed `attempts` times is due again, in milliseconds from now; null when the ladder is at
 * its end. `chance` from 0 to 1 spreads what failed together.
 */
export function nextPauseMs(ladder: readonly number[], attempts: number, chance: number): number | null {
  const pause = ladder[attempts - 1];
  return pause === undefined ? null : jittered(pause, chance);
}

/** `ms`, give or take the named share. */
export function jittered(ms: number, chance: number): number {
  return Math.round(ms * (1 - JITTER + 2 * JITTER * chance));
}
