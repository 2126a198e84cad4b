import type { Violation } from '@caseloop/contracts';
import { violation } from './domain/problem.js';
import { KEY_CHARS_MAX } from './limits.js';

export type KeyReading =
  { readonly key: string; readonly error?: undefined } | { readonly key: null; readonly error: Violation };

/**
 * Printable, so that a key can be shown, logged and put into a header; no line breaks, no NUL, no half characters, and
 * not what is left of bytes that were no text: two different ones would be the same key.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\uFFFD]/u;

/** A key as a message states it (`message_id`, a CloudEvent's `id`). */
export function readKey(value: unknown, pointer: string): KeyReading {
  if (value === undefined || value === '') {
    return { key: null, error: violation(pointer, 'required', 'missing; expected: an idempotency key') };
  }
  if (typeof value !== 'string' || [...value].length > KEY_CHARS_MAX || UNPRINTABLE.test(value)) {
    const message = `expected: a text of 1 to ${KEY_CHARS_MAX} printable characters`;
    return { key: null, error: violation(pointer, 'malformedKey', message) };
  }
  return { key: value };
}

/**
 * The header `Idempotency-Key`: a structured-field string (RFC 9651) as the IETF draft has it, `"8e03..."`, or the
 * bare key as most clients send it. Both name the same key.
 */
export function readKeyHeader(header: string | undefined): KeyReading {
  const text = header?.trim();
  if (text === undefined || !text.startsWith('"')) return readKey(text, '/headers/idempotency-key');
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(text);
  if (quoted === null) {
    const message = 'expected: a key, or a quoted key in which only " and \\ are escaped with \\';
    return { key: null, error: violation('/headers/idempotency-key', 'malformedKey', message) };
  }
  return readKey(quoted[1]!.replace(/\\(["\\])/g, '$1'), '/headers/idempotency-key');
}
