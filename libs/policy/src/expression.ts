import { Environment } from '@marcbachmann/cel-js';
import { EXPRESSION_DEPTH_MAX, EXPRESSION_NODES_MAX } from './limits.js';
import type { FactDeclaration, RuleInput } from './model.js';

/** The kind of every value a rule can see, but for the facts, which the pack declares. */
const TRAITS = ['customerClass', 'memberTier', 'industry', 'region', 'language', 'preferredChannel'] as const;
export const INPUT_FIELDS: Readonly<Record<string, readonly string[] | null>> = {
  type: null,
  scene: null,
  urgency: null,
  source: null,
  channel: null,
  unit: null,
  partner: null,
  orderNo: null,
  emotion: null,
  customer: TRAITS,
  product: ['name', 'module', 'serial'],
  device: ['deviceId', 'alarmCode'],
};

const CEL_TYPES = { boolean: 'bool', number: 'double', string: 'string' } as const;

export type Expression = (input: RuleInput) => boolean;

/**
 * Compiles CEL expressions over a case's input, type-checked against the facts the pack declares. `type` is a word of
 * CEL itself, so there the case's type is called `caseType`.
 */
export class Expressions {
  private readonly environment: Environment;

  constructor(facts: Readonly<Record<string, FactDeclaration>>) {
    const environment = new Environment({
      limits: { maxAstNodes: EXPRESSION_NODES_MAX, maxDepth: EXPRESSION_DEPTH_MAX },
    });
    for (const [field, inner] of Object.entries(INPUT_FIELDS)) {
      if (inner) {
        environment.registerVariable({
          name: field,
          schema: Object.fromEntries(inner.map((name) => [name, 'string'])),
        });
      } else {
        environment.registerVariable(
          field === 'type' ? 'caseType' : field,
          field === 'emotion' ? 'list<string>' : 'string',
        );
      }
    }
    const schema = Object.entries(facts).map(([name, { type }]) => [name, CEL_TYPES[type]]);
    environment.registerVariable({ name: 'facts', schema: Object.fromEntries(schema) });
    this.environment = environment;
  }

  /**
   * An expression about something the case does not say is not true: a rule fires on what is known.
   * @throws Error with a message for the author when it does not parse or is not a yes or no.
   */
  compile(source: string): Expression {
    const checked = this.environment.check(source);
    if (!checked.valid) throw new Error(checked.error?.message.split('\n')[0] ?? 'invalid expression');
    if (checked.type !== 'bool') throw new Error(`it gives ${checked.type}, not true or false`);
    const program = this.environment.parse(source);
    return (input) => {
      try {
        return program({ customer: {}, product: {}, device: {}, ...input, caseType: input['type'] }) === true;
      } catch {
        return false;
      }
    };
  }
}
