/**
 * SQLSTATEs that say "not now" rather than "not so": the same request can succeed later. Matched by code, never
 * by text, because a server may speak any language.
 */
const PASSING_CLASSES = ['08', '53', '57P'];
const PASSING_STATES = ['40001', '40P01', '55P03', '57014', '25006', '25P03', '25P04'];
const PASSING_ERRNOS = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'EAI_AGAIN',
];
/** Errors of the `pg` package itself, which carry no code; its texts are not translated. */
const PASSING_TEXTS = [
  'timeout exceeded when trying to connect',
  'Connection terminated',
  'Query read timeout',
  'Client has encountered a connection error',
];

/** How far the causes of an error are followed; a chain may bite its own tail. */
const CAUSES_MAX = 5;

/** True when the database, or the way to it, is away or overloaded: answer 503, try again. */
export function isUnavailable(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > CAUSES_MAX) return false;
  if (error instanceof AggregateError) return error.errors.some((each) => isUnavailable(each, depth + 1));
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    PASSING_STATES.includes(code) ||
    PASSING_ERRNOS.includes(code) ||
    (code.length === 5 && PASSING_CLASSES.some((start) => code.startsWith(start))) ||
    PASSING_TEXTS.some((text) => error.message.startsWith(text)) ||
    isUnavailable(error.cause, depth + 1)
  );
}
