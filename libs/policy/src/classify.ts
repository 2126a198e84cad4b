import { matches } from './match.js';
import type { ClassificationRule, Pack, RoutingRule, RuleInput } from './model.js';

/** Type and urgency of a case, and how they came about. */
export interface Classification {
  readonly type: string;
  readonly urgency: string;
  /** The rule that decided the urgency, else the one that decided the type; absent where the given ones stood. */
  readonly rule?: string;
  readonly sop?: string;
  /** What the sender had given, where it had. */
  readonly typeProposed?: string;
  readonly urgencyProposed?: string;
}

/**
 * The first rule that matches and says a type decides the type, then the same for the urgency, which may look at the
 * type just decided. What the sender gave stands where no rule fires; a pack without an answer for a sender who gave
 * nothing is not readable.
 */
export function classify(pack: Pack, input: RuleInput): Classification {
  const typeRule = pack.classification.find((rule) => rule.type !== undefined && matches(rule, input));
  const typeProposed = textOf(input['type']);
  const type = typeRule?.type ?? typeProposed ?? '';
  const withType = { ...input, type };
  const urgencyRule = pack.classification.find(
    (rule) => rule.urgency !== undefined && matches(rule, withType),
  );
  const urgencyProposed = textOf(input['urgency']);
  const deciding = urgencyRule ?? typeRule;
  return {
    type,
    urgency: urgencyRule?.urgency ?? urgencyProposed ?? '',
    ...(deciding && ruleOf(deciding)),
    ...(typeProposed !== undefined && { typeProposed }),
    ...(urgencyProposed !== undefined && { urgencyProposed }),
  };
}

/** The first routing rule that matches; null when the pack leaves the case to nobody. */
export function routeFor(pack: Pack, input: RuleInput): RoutingRule | null {
  return pack.routing.find((rule) => matches(rule, input)) ?? null;
}

function ruleOf(rule: ClassificationRule): { rule: string; sop?: string } {
  return { rule: rule.id, ...(rule.sop !== undefined && { sop: rule.sop }) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
