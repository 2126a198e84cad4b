import { CHANNELS, EMOTIONS, REQUEST_SOURCES } from '@caseloop/contracts';
import { INPUT_FIELDS } from './expression.js';
import { bindExpression } from './match.js';
import type { Condition, Match, When } from './model.js';
import type { Place } from './place.js';
import { optionalEntries } from './read-taxonomy.js';
import { type Words, idsOf } from './words.js';

/** The words a value must be one of; null when it is free. */
export type Vocabulary = (
  path: string,
) => { readonly kind: string; readonly words: readonly string[] } | null;

/** `for:` (over a case's input, and `more`) and `when:` of a rule, tied to its compiled expression by `bindRule` once the rule exists. */
export function readWhen(match: Place, when: Place, words: Words, more: readonly string[] = []): When {
  const read: When = {
    match: readMatch(match, inputFields(words, more), inputVocabulary(words)),
    ...(when.exists && { when: when.text() }),
  };
  return read;
}

/** Compiles the rule's expression; what is wrong with it is reported where it stands. */
export function bindRule<R extends When>(rule: R, when: Place, words: Words): R {
  if (rule.when === undefined) return rule;
  try {
    bindExpression(rule, words.expressions.compile(rule.when));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    when.report('invalidExpression', `表达式无效：${reason}`, `not a valid expression: ${reason}`);
  }
  return rule;
}

/** A structured match: field by field, each one a value or a condition on it. */
export function readMatch(
  place: Place,
  isField: (path: string) => readonly string[] | null,
  vocabulary: Vocabulary,
): Match {
  const match: Record<string, Condition> = {};
  for (const [path, value, key] of optionalEntries(place)) {
    const accepted = isField(path);
    if (accepted) {
      const list = accepted.join(', ');
      key.report(
        'unknownField',
        `没有字段“${path}”；可用：${list}`,
        `there is no field "${path}"; accepted: ${list}`,
      );
      continue;
    }
    match[path] = readCondition(value, vocabulary(path));
  }
  return match;
}

const BOUNDS = ['gt', 'gte', 'lt', 'lte'] as const;

function readCondition(place: Place, vocabulary: ReturnType<Vocabulary>): Condition {
  if (!place.isMap()) return readWord(place, vocabulary);
  const at = place.fields(['in', 'notIn', 'present', ...BOUNDS]);
  const bounds = BOUNDS.filter((bound) => at(bound).exists);
  const kinds = [at('in').exists, at('notIn').exists, at('present').exists, bounds.length > 0];
  if (kinds.filter(Boolean).length !== 1) {
    const [zh, en] = ['条件应为 in、notIn、present 或上下限之一', 'one of in, notIn, present or bounds'];
    place.report('invalidCondition', zh, `a condition is ${en}`);
  }
  const wordsOf = (list: Place): (string | number | boolean)[] =>
    list.items().map((item) => readWord(item, vocabulary));
  if (at('in').exists) return { in: wordsOf(at('in')) };
  if (at('notIn').exists) return { notIn: wordsOf(at('notIn')) };
  if (at('present').exists) return { present: at('present').flag() };
  return Object.fromEntries(bounds.map((bound) => [bound, at(bound).number()]));
}

function readWord(place: Place, vocabulary: ReturnType<Vocabulary>): string | number | boolean {
  return vocabulary ? place.reference(vocabulary.kind, vocabulary.words) : place.scalar();
}

/** Null for a field a case has; else what it could have been. */
function inputFields(words: Words, more: readonly string[]): (path: string) => readonly string[] | null {
  const known = [
    ...Object.entries(INPUT_FIELDS).flatMap(([field, inner]) =>
      inner ? inner.map((name) => `${field}.${name}`) : [field],
    ),
    ...Object.keys(words.facts).map((fact) => `facts.${fact}`),
    ...more,
  ];
  return (path) => (known.includes(path) ? null : known);
}

function inputVocabulary(words: Words): Vocabulary {
  const byPath: Record<string, { kind: string; words: readonly string[] }> = {
    type: { kind: 'type', words: idsOf(words.types) },
    urgency: { kind: 'urgency', words: idsOf(words.urgencies) },
    source: { kind: 'source', words: REQUEST_SOURCES },
    channel: { kind: 'channel', words: CHANNELS },
    emotion: { kind: 'emotion', words: EMOTIONS },
    team: { kind: 'team', words: idsOf(words.teams) },
  };
  return (path) => {
    const fact = path.startsWith('facts.') ? words.facts[path.slice('facts.'.length)] : undefined;
    if (fact?.values) return { kind: path, words: fact.values };
    return byPath[path] ?? null;
  };
}
