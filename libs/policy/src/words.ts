import type { CaseType, FactDeclaration, Named, Role } from './model.js';
import type { Expressions } from './expression.js';

/** What the pack has declared so far: the words its rules may use. */
export interface Words {
  readonly types: readonly CaseType[];
  readonly urgencies: readonly Named[];
  readonly facts: Readonly<Record<string, FactDeclaration>>;
  readonly teams: readonly Named[];
  readonly roles: readonly Role[];
  readonly calendars: readonly string[];
  readonly bands: readonly string[];
  readonly templates: readonly string[];
  readonly expressions: Expressions;
}

export function idsOf(named: readonly { readonly id: string }[]): string[] {
  return named.map(({ id }) => id);
}
