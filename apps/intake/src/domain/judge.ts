import type { CustomerTraits, Violation } from '@caseloop/contracts';
import {
  type Classification,
  type Pack,
  type RuleInput,
  caseInput,
  classify,
  missingFields,
  unknownWords,
} from '@caseloop/policy';
import type { SoundPart } from './service-request.js';

/** What a request is judged with, beside itself. */
export interface JudgingContext {
  readonly pack: Pack;
  readonly unit: string;
  readonly partner: string;
  /** What is known of the customer, this request included. */
  readonly traits: Omit<CustomerTraits, 'id'>;
}

/** What the pack makes of a request. */
export interface Judgement {
  readonly violations: readonly Violation[];
  readonly classification: Classification;
  /** What the pack's rules see of the case, with type and urgency as decided. */
  readonly input: RuleInput;
}

/**
 * Judges the sound part of a request by a pack, so that what the pack refuses is told in the same answer as what the
 * core refuses. `broken` are the pointers already refused: nobody is told twice about one field.
 */
export function judge(request: SoundPart, context: JudgingContext, broken: readonly string[]): Judgement {
  const { pack } = context;
  const words = unknownWords(pack, request);
  const believed = withoutRefused(request, new Set(words.map(({ pointer }) => pointer)));
  const proposed = inputOf(believed, context);
  const classification = classify(pack, proposed);
  const input: RuleInput = { ...proposed, type: classification.type, urgency: classification.urgency };
  const seen = [...broken, ...words.map(({ pointer }) => pointer)];
  const missing = missingFields(pack, request, input).filter(
    ({ pointer }) => !seen.some((known) => covers(known, pointer)),
  );
  return { violations: [...words, ...missing], classification, input };
}

/** Words and facts that were refused are left out of what rules see rather than believed. */
function withoutRefused(request: SoundPart, refused: ReadonlySet<string>): SoundPart {
  const fields = Object.entries(request).filter(([field]) => !refused.has(`/${field}`));
  const facts = Object.entries(request.facts ?? {}).filter(
    ([name]) => !refused.has(`/facts/${escapeStep(name)}`),
  );
  return { ...(Object.fromEntries(fields) as SoundPart), facts: Object.fromEntries(facts) };
}

function inputOf(request: SoundPart, { unit, partner, traits }: JudgingContext): RuleInput {
  return caseInput({
    ...request,
    source: request.source ?? '',
    channel: request.channel ?? '',
    unit,
    partner,
    customer: traits,
  });
}

function covers(known: string, pointer: string): boolean {
  return known === pointer || pointer.startsWith(`${known}/`);
}

/** One step of a JSON pointer (RFC 6901). */
export function escapeStep(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1');
}
