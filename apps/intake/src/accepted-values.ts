import { AcceptedField, type FieldTest, ListField, type Presence, isPlainObject } from '@caseloop/service';
import { readInstant } from './domain/instant.js';
import { FACTS_MAX, FACT_CHARS_MAX } from './limits.js';

/** The rules of a request's fields that only requests have, beside those of every body. */

export function InstantField(presence: Presence = {}): PropertyDecorator {
  const expected = 'an RFC 3339 time with offset, like 2026-11-23T09:00:00+08:00';
  const test: FieldTest = (value) => typeof value === 'string' && readInstant(value) !== null;
  return AcceptedField(test, 'instant', expected, presence);
}

export function WordListField(words: readonly string[], itemsMax: number): PropertyDecorator {
  const isWord: FieldTest = (item) => typeof item === 'string' && words.includes(item);
  return ListField(isWord, `of ${words.join(', ')}`, { itemsMax });
}

/** Names and types are the pack's to judge; here only that they are plain values within bounds. */
export function FactsField(): PropertyDecorator {
  const test: FieldTest = (value) =>
    isPlainObject(value) && Object.keys(value).length <= FACTS_MAX && Object.values(value).every(isScalar);
  const expected = `an object of at most ${FACTS_MAX} facts, each true, false, a number or a text of at most ${FACT_CHARS_MAX} characters`;
  return AcceptedField(test, 'facts', expected);
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= FACT_CHARS_MAX;
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}
