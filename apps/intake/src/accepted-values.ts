import { Type } from 'class-transformer';
import { ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import { readInstant } from './domain/instant.js';
import { FACTS_MAX, FACT_CHARS_MAX } from './limits.js';

/**
 * The rules of a request's fields, as decorators. Each field has exactly one rule that says in one sentence what is
 * accepted, so that a wrong field is one violation and not one per library check. `null` is a value, not an absence.
 */
type Test = (value: unknown) => boolean;

function accepted(test: Test, code: string, expected: string, required: boolean): PropertyDecorator {
  const rule = ValidateBy({
    name: code,
    validator: { validate: (value: unknown) => test(value), defaultMessage: () => `expected: ${expected}` },
  });
  const presence = required
    ? ValidateBy({
        name: 'required',
        validator: {
          validate: (value: unknown) => value !== undefined,
          defaultMessage: () => `missing; expected: ${expected}`,
        },
      })
    : ValidateIf((_, value: unknown) => value !== undefined);
  return (target, property) => {
    rule(target, property);
    presence(target, property);
  };
}

interface Presence {
  readonly required?: boolean;
}

function isText(value: unknown, charsMax: number): value is string {
  return typeof value === 'string' && value.length <= charsMax && /\S/.test(value);
}

/** A text with at least one visible character. */
export function TextField(charsMax: number, { required = false }: Presence = {}): PropertyDecorator {
  const expected = `a text of 1 to ${charsMax} characters that is not blank`;
  return accepted((value) => isText(value, charsMax), 'text', expected, required);
}

export function MatchField(
  pattern: RegExp,
  expected: string,
  { required = false }: Presence = {},
): PropertyDecorator {
  return accepted((value) => typeof value === 'string' && pattern.test(value), 'format', expected, required);
}

export function OneOfField(words: readonly string[], { required = false }: Presence = {}): PropertyDecorator {
  const expected = `one of ${words.join(', ')}`;
  return accepted((value) => typeof value === 'string' && words.includes(value), 'oneOf', expected, required);
}

export function InstantField({ required = false }: Presence = {}): PropertyDecorator {
  const expected = 'an RFC 3339 time with offset, like 2026-11-23T09:00:00+08:00';
  return accepted(
    (value) => typeof value === 'string' && readInstant(value) !== null,
    'instant',
    expected,
    required,
  );
}

export function FlagField(): PropertyDecorator {
  return accepted((value) => typeof value === 'boolean', 'boolean', 'true or false', false);
}

export function WordListField(words: readonly string[], itemsMax: number): PropertyDecorator {
  const test: Test = (value) =>
    Array.isArray(value) &&
    value.length <= itemsMax &&
    value.every((item) => typeof item === 'string' && words.includes(item));
  return accepted(test, 'list', `a list of at most ${itemsMax} of ${words.join(', ')}`, false);
}

/** Names and types are the pack's to judge; here only that they are plain values within bounds. */
export function FactsField(): PropertyDecorator {
  const test: Test = (value) =>
    isPlainObject(value) && Object.keys(value).length <= FACTS_MAX && Object.values(value).every(isScalar);
  const expected = `an object of at most ${FACTS_MAX} facts, each true, false, a number or a text of at most ${FACT_CHARS_MAX} characters`;
  return accepted(test, 'facts', expected, false);
}

export function ObjectField(
  Dto: () => new () => object,
  { required = false }: Presence = {},
): PropertyDecorator {
  const nested = ValidateNested();
  const rule = accepted(isPlainObject, 'object', 'an object', required);
  const type = Type(Dto);
  return (target, property) => {
    type(target, property as string);
    rule(target, property);
    nested(target, property);
  };
}

/** An object that is judged elsewhere, field by field. */
export function ObjectValueField(presence: Presence = {}): PropertyDecorator {
  return accepted(isPlainObject, 'object', 'an object', presence.required ?? false);
}

export function ObjectListField(Dto: () => new () => object, itemsMax: number): PropertyDecorator {
  const nested = ValidateNested({ each: true });
  const test: Test = (value) =>
    Array.isArray(value) && value.length <= itemsMax && value.every(isPlainObject);
  const rule = accepted(test, 'list', `a list of at most ${itemsMax} objects`, false);
  const type = Type(Dto);
  return (target, property) => {
    type(target, property as string);
    rule(target, property);
    nested(target, property);
  };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= FACT_CHARS_MAX;
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}
