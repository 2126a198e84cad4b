import { INPUT_FIELDS } from './expression.js';
import type { RuleInput } from './model.js';

/** The parts of a request, an accepted request or an opened case that rules may look at. */
export interface CaseFactsSource {
  readonly type?: string | undefined;
  readonly scene?: string | undefined;
  readonly urgency?: string | undefined;
  readonly source: string;
  readonly channel: string;
  readonly unit?: string | undefined;
  readonly partner?: string | undefined;
  readonly orderNo?: string | undefined;
  readonly facts?: Readonly<Record<string, unknown>> | undefined;
  readonly emotion?: readonly string[] | undefined;
  readonly customer?: object | undefined;
  readonly product?: object | undefined;
  readonly device?: object | undefined;
}

/**
 * What rules are matched against. Takes only what a rule may know: a customer's traits, never name, contact data or
 * words, so that no decision hangs on who somebody is.
 */
export function caseInput(source: CaseFactsSource): RuleInput {
  const input: Record<string, unknown> = { facts: source.facts ?? {}, emotion: source.emotion ?? [] };
  for (const [field, inner] of Object.entries(INPUT_FIELDS)) {
    const value = (source as unknown as Record<string, unknown>)[field];
    if (value === undefined || value === null || field === 'emotion') continue;
    input[field] = inner ? pick(value as Record<string, unknown>, inner) : value;
  }
  return input;
}

function pick(value: Readonly<Record<string, unknown>>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    keys.filter((key) => value[key] !== undefined && value[key] !== null).map((key) => [key, value[key]]),
  );
}
