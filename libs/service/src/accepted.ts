import { Type } from 'class-transformer';
import { ValidateBy, ValidateIf, ValidateNested } from 'class-validator';

/**
 * The rules of a body's fields, as decorators. Each field has exactly one rule that says in one sentence what is
 * accepted, so that a wrong field is one violation and not one per library check. `null` is a value, not an absence.
 */
export type FieldTest = (value: unknown) => boolean;
export interface Presence {
  readonly required?: boolean;
}

/** Spelled out at each field that cannot be left out. */
export const required: Presence = { required: true };

/** What the database can keep: no NUL, no half of a surrogate pair. */
export const STORABLE = /^[^\0\p{Surrogate}]*$/u;

/** A field with a rule of its own: what passes `test` is accepted, what does not is told `expected`, under `code`. */
export function AcceptedField(
  test: FieldTest,
  code: string,
  expected: string,
  { required: isRequired = false }: Presence = {},
): PropertyDecorator {
  // What is missing is told as that alone.
  const rule = ValidateBy({
    name: code,
    validator: {
      validate: (value: unknown) => !isThere(value) || test(value),
      defaultMessage: () => `expected: ${expected}`,
    },
  });
  const presence = isRequired
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

/** A text with at least one visible character. */
export function TextField(charsMax: number, presence: Presence = {}): PropertyDecorator {
  const expected = `a text of 1 to ${charsMax} characters that is not blank`;
  return AcceptedField((value) => isText(value, charsMax), 'text', expected, presence);
}

export function MatchField(pattern: RegExp, expected: string, presence: Presence = {}): PropertyDecorator {
  const test: FieldTest = (value) => typeof value === 'string' && pattern.test(value);
  return AcceptedField(test, 'format', expected, presence);
}

export function OneOfField(words: readonly string[], presence: Presence = {}): PropertyDecorator {
  const test: FieldTest = (value) => typeof value === 'string' && words.includes(value);
  return AcceptedField(test, 'oneOf', `one of ${words.join(', ')}`, presence);
}

export function FlagField(presence: Presence = {}): PropertyDecorator {
  return AcceptedField((value) => typeof value === 'boolean', 'boolean', 'true or false', presence);
}

/** A list whose items are all accepted by `test`; `items` says in the plural what they are. */
export function ListField(
  test: FieldTest,
  items: string,
  { itemsMin = 0, itemsMax }: { readonly itemsMin?: number; readonly itemsMax: number },
  presence: Presence = {},
): PropertyDecorator {
  const isList: FieldTest = (value) =>
    Array.isArray(value) && value.length >= itemsMin && value.length <= itemsMax && value.every(test);
  const howMany = itemsMin === 0 ? `at most ${itemsMax}` : `${itemsMin} to ${itemsMax}`;
  return AcceptedField(isList, 'list', `a list of ${howMany} ${items}`, presence);
}

/** An object that is judged by the rules of `Dto`. */
export function ObjectField(Dto: () => new () => object, presence: Presence = {}): PropertyDecorator {
  return nested(Dto, AcceptedField(isPlainObject, 'object', 'an object', presence), ValidateNested());
}

/** A list of objects, each judged by the rules of `Dto`. */
export function ObjectListField(Dto: () => new () => object, itemsMax: number): PropertyDecorator {
  const rule = ListField(isPlainObject, 'objects', { itemsMax });
  return nested(Dto, rule, ValidateNested({ each: true }));
}

/** An object that is judged elsewhere, field by field. */
export function ObjectValueField(presence: Presence = {}): PropertyDecorator {
  return AcceptedField(isPlainObject, 'object', 'an object', presence);
}

export function isText(value: unknown, charsMax: number): value is string {
  return typeof value === 'string' && value.length <= charsMax && /\S/.test(value) && STORABLE.test(value);
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nested(
  Dto: () => new () => object,
  rule: PropertyDecorator,
  inner: PropertyDecorator,
): PropertyDecorator {
  const type = Type(Dto);
  return (target, property) => {
    type(target, property as string);
    rule(target, property);
    inner(target, property);
  };
}

function isThere(value: unknown): boolean {
  return value !== undefined;
}
