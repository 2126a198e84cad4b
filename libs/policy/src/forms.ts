import { REQUEST_SOURCES, type Violation } from '@caseloop/contracts';
import { matches } from './match.js';
import type { Pack, RuleInput, Scalar } from './model.js';

/** What the forms of the pack that apply to a request miss in it, by JSON pointer into the request. */
export function missingFields(pack: Pack, request: object, input: RuleInput): Violation[] {
  const violations = new Map<string, Violation>();
  for (const form of pack.forms) {
    if (!matches(form, input)) continue;
    const by = `form ${form.id}${form.sop === undefined ? '' : ` (${form.sop})`}`;
    for (const pointer of form.required) {
      if (isGiven(request, pointer)) continue;
      violations.set(pointer, { pointer, code: 'required', message: `required by ${by}` });
    }
    for (const pointers of form.requiredOneOf) {
      const pointer = pointers[0]!;
      if (pointers.some((candidate) => isGiven(request, candidate)) || violations.has(pointer)) continue;
      const message = `${by} requires at least one of ${pointers.join(', ')}`;
      violations.set(pointer, { pointer, code: 'required', message });
    }
  }
  return [...violations.values()];
}

/** The words of a request that the pack does not know: source, type, scene, urgency, facts and their values. */
export function unknownWords(
  pack: Pack,
  request: {
    readonly source?: string | undefined;
    readonly type?: string | undefined;
    readonly scene?: string | undefined;
    readonly urgency?: string | undefined;
    readonly facts?: Readonly<Record<string, unknown>> | undefined;
  },
): Violation[] {
  const sources = pack.sources.length > 0 ? pack.sources : REQUEST_SOURCES;
  const scenes = pack.types.flatMap((type) => type.scenes);
  return [
    ...unknown('/source', request.source, sources),
    ...unknown('/type', request.type, ids(pack.types)),
    ...unknown('/scene', scenes.length > 0 ? request.scene : undefined, scenes),
    ...unknown('/urgency', request.urgency, ids(pack.urgencies)),
    ...Object.entries(request.facts ?? {}).flatMap(([name, value]) => unknownFact(pack, name, value)),
  ];
}

function unknownFact(pack: Pack, name: string, value: unknown): Violation[] {
  const pointer = `/facts/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const fact = Object.hasOwn(pack.facts, name) ? pack.facts[name] : undefined;
  if (!fact) {
    const accepted = Object.keys(pack.facts).join(', ') || 'none';
    return [
      { pointer, code: 'unknown', message: `pack ${pack.name} declares no such fact; accepted: ${accepted}` },
    ];
  }
  if (typeof value !== fact.type) {
    return [{ pointer, code: 'type', message: `must be a ${fact.type}` }];
  }
  return fact.values ? unknown(pointer, value as Scalar, fact.values) : [];
}

function unknown(pointer: string, value: Scalar | undefined, accepted: readonly string[]): Violation[] {
  if (value === undefined || accepted.includes(String(value))) return [];
  return [{ pointer, code: 'unknown', message: `must be one of: ${accepted.join(', ')}` }];
}

function ids(named: readonly { readonly id: string }[]): string[] {
  return named.map(({ id }) => id);
}

function isGiven(request: object, pointer: string): boolean {
  let value: unknown = request;
  for (const key of pointer.slice(1).split('/')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
    value = (value as Record<string, unknown>)[key];
  }
  return value !== undefined && value !== null && !(typeof value === 'string' && value.trim() === '');
}
