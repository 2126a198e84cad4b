import { parseInstant } from '@caseloop/service-time';
import { ValidateBy, ValidateIf } from 'class-validator';
import { PLAN_STEPS_MAX, TEXT_CHARS_MAX } from './limits.js';

/**
 * The rules of a command's fields, as decorators. Each field has exactly one rule that says in one sentence what is
 * accepted, so that a wrong field is one violation. `null` is a value, not an absence.
 */
type Test = (value: unknown) => boolean;
type Presence = { readonly required?: boolean };

/** Spelled out at each field that a command cannot do without. */
export const required: Presence = { required: true };

function accepted(
  test: Test,
  code: string,
  expected: string,
  { required = false }: Presence,
): PropertyDecorator {
  const rule = ValidateBy({
    name: code,
    validator: { validate: test, defaultMessage: () => `expected: ${expected}` },
  });
  const presence = required
    ? ValidateBy({
        name: 'required',
        validator: { validate: isThere, defaultMessage: () => `missing; expected: ${expected}` },
      })
    : ValidateIf((_, value: unknown) => isThere(value));
  return (target, property) => {
    rule(target, property);
    presence(target, property);
  };
}

export function TextField(charsMax: number, presence: Presence = {}): PropertyDecorator {
  return accepted(
    (value) => isText(value, charsMax),
    'text',
    `a text of 1 to ${charsMax} characters`,
    presence,
  );
}

export function OneOfField(words: readonly string[], presence: Presence = {}): PropertyDecorator {
  return accepted(
    (value) => words.includes(value as string),
    'oneOf',
    `one of ${words.join(', ')}`,
    presence,
  );
}

export function InstantField(presence: Presence = {}): PropertyDecorator {
  const expected = 'an RFC 3339 time with offset, like 2026-11-23T09:00:00+08:00';
  return accepted(isInstant, 'instant', expected, presence);
}

export function IdField(presence: Presence = {}): PropertyDecorator {
  const pattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
  return MatchField(pattern, 'an id as it stands in the case or its timeline (UUID)', presence);
}

export function MatchField(pattern: RegExp, expected: string, presence: Presence = {}): PropertyDecorator {
  return accepted((value) => typeof value === 'string' && pattern.test(value), 'format', expected, presence);
}

export function NumberField(): PropertyDecorator {
  return accepted((value) => typeof value === 'number' && Number.isFinite(value), 'number', 'a number', {});
}

export function VersionField(): PropertyDecorator {
  const expected = 'the version of the case the command was decided on, a whole number from 1';
  return accepted((value) => Number.isSafeInteger(value) && (value as number) >= 1, 'version', expected, {});
}

export function StepsField(): PropertyDecorator {
  const expected = `a list of at most ${PLAN_STEPS_MAX} texts`;
  const isSteps: Test = (value) =>
    Array.isArray(value) &&
    value.length <= PLAN_STEPS_MAX &&
    value.every((step) => isText(step, TEXT_CHARS_MAX));
  return accepted(isSteps, 'list', expected, {});
}

function isThere(value: unknown): boolean {
  return value !== undefined;
}

/** What the database can keep: no NUL, no half of a surrogate pair. */
export const STORABLE = /^[^\0\p{Surrogate}]*$/u;

function isText(value: unknown, charsMax: number): boolean {
  return typeof value === 'string' && value.length <= charsMax && /\S/.test(value) && STORABLE.test(value);
}

function isInstant(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    parseInstant(value);
    return true;
  } catch {
    return false;
  }
}
