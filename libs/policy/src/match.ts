import type { EventType } from '@caseloop/contracts';
import type { Expression } from './expression.js';
import type { Condition, EventCondition, Match, RuleInput, Scalar, When } from './model.js';

/** An event as conditions see it. */
export interface EventFacts {
  readonly type: EventType;
  readonly data: object;
}

type Test = (value: unknown) => boolean;
type Matcher = (input: object) => boolean;

/** Compiled forms live as long as the pack they were read with. */
const matchers = new WeakMap<Match, Matcher>();
const expressions = new WeakMap<When, Expression>();

/** Ties a rule to its compiled expression; done once, when the pack is read. */
export function bindExpression(rule: When, expression: Expression): void {
  expressions.set(rule, expression);
}

/** Whether a rule's conditions, and its expression where it has one, hold for a case. */
export function matches(rule: When, input: RuleInput): boolean {
  if (!matcherOf(rule.match)(input)) return false;
  if (rule.when === undefined) return true;
  const expression = expressions.get(rule);
  if (!expression) throw new Error(`the expression "${rule.when}" was not read by readPack`);
  return expression(input);
}

/** Whether an event is of the condition's type and its data are as the condition says. */
export function conditionHolds(condition: EventCondition, event: EventFacts): boolean {
  return condition.on === event.type && matcherOf(condition.match)(event.data);
}

function matcherOf(match: Match): Matcher {
  let matcher = matchers.get(match);
  if (!matcher) {
    matcher = compile(match);
    matchers.set(match, matcher);
  }
  return matcher;
}

function compile(match: Match): Matcher {
  const tests = Object.entries(match).map(([path, condition]) => ({
    path: path.split('.'),
    test: testOf(condition),
  }));
  return (input) => tests.every(({ path, test }) => test(valueAt(input, path)));
}

function valueAt(input: object, path: readonly string[]): unknown {
  let value: unknown = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function testOf(condition: Condition): Test {
  if (typeof condition !== 'object') return ofOneOrAny((value) => value === condition);
  if ('in' in condition) return ofOneOrAny(oneOf(condition.in));
  if ('notIn' in condition) {
    const isOne = ofOneOrAny(oneOf(condition.notIn));
    return (value) => !isOne(value);
  }
  if ('present' in condition) return (value) => isPresent(value) === condition.present;
  const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = condition;
  return ofOneOrAny(
    (value) => typeof value === 'number' && value > gt && value >= gte && value < lt && value <= lte,
  );
}

function oneOf(words: readonly Scalar[]): Test {
  const known = new Set<unknown>(words);
  return (value) => known.has(value);
}

/** A list fits when one of its elements does. */
function ofOneOrAny(test: Test): Test {
  return (value) => (Array.isArray(value) ? value.some(test) : test(value));
}

function isPresent(value: unknown): boolean {
  return (
    value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)
  );
}
