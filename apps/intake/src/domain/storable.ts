import { JSON_DEPTH_MAX, type Violation } from '@caseloop/contracts';
import { escapeStep } from './judge.js';
import { violation } from './problem.js';

/** Half of a surrogate pair: a character that UTF-8, and so the database, cannot carry. */
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** What in a JSON value no database could keep: NUL, broken characters, numbers too large, too deep a nesting. */
export function unstorable(value: unknown, pointer = '', depth = 0): Violation[] {
  if (depth > JSON_DEPTH_MAX)
    return [violation(pointer, 'tooDeep', `expected: at most ${JSON_DEPTH_MAX} levels`)];
  if (typeof value === 'string') return isStorableText(value) ? [] : [brokenText(pointer)];
  if (typeof value === 'number') {
    return Number.isFinite(value)
      ? []
      : [violation(pointer, 'tooLarge', 'expected: a number of double precision')];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = `${pointer}/${escapeStep(readable(key))}`;
    if (!isStorableText(key)) return [brokenText(at)];
    // A name with a meaning of its own in JavaScript; no field is called so.
    if (key === '__proto__') return [violation(at, 'unknownField', '"__proto__" is not a known field')];
    return unstorable(inner, at, depth + 1);
  });
}

export function isStorableText(text: string): boolean {
  return !text.includes('\0') && !LONE_SURROGATE.test(text);
}

/** The text with what cannot be kept replaced, so that it can be shown. */
export function readable(text: string): string {
  return isStorableText(text)
    ? text
    : text.replaceAll('\0', '\uFFFD').replace(new RegExp(LONE_SURROGATE, 'g'), '\uFFFD');
}

function brokenText(pointer: string): Violation {
  return violation(
    pointer,
    'brokenText',
    'expected: Unicode text without NUL and without half surrogate pairs',
  );
}
