/** What can tell one customer from another, from the strongest to the weakest. */
export const IDENTIFIER_KINDS = ['externalId', 'memberId', 'phone', 'email'] as const;
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number];

/**
 * One normalised sign of who somebody is. `scope` is the partner for an `externalId`, because two partners count
 * their customers independently; '' for what means the same everywhere.
 */
export interface Identifier {
  readonly kind: IdentifierKind;
  readonly scope: string;
  readonly value: string;
}

/** A customer who shares at least one identifier with the request, with all identifiers known of them. */
export interface Candidate {
  readonly customerId: string;
  readonly identifiers: readonly Identifier[];
}

export interface CustomerMatch {
  readonly customerId: string;
  readonly by: IdentifierKind;
}

/**
 * Whose request it is: the candidate who shares the strongest identifier. A weaker one never overrules a stronger
 * one: whoever has another external or member id than the request states is somebody else, even on the same phone
 * (a family, a switchboard). Null when nobody fits.
 */
export function matchCustomer(
  stated: readonly Identifier[],
  candidates: readonly Candidate[],
): CustomerMatch | null {
  for (const kind of IDENTIFIER_KINDS) {
    const sign = stated.find((identifier) => identifier.kind === kind);
    if (sign === undefined) continue;
    const match = candidates.find(
      (candidate) =>
        candidate.identifiers.some((known) => isSame(known, sign)) && !contradicts(candidate, stated, kind),
    );
    if (match !== undefined) return { customerId: match.customerId, by: kind };
  }
  return null;
}

/** True when a stronger identifier than `kind` is known of the candidate with another value than the stated one. */
function contradicts(candidate: Candidate, stated: readonly Identifier[], kind: IdentifierKind): boolean {
  const stronger = IDENTIFIER_KINDS.slice(0, IDENTIFIER_KINDS.indexOf(kind));
  return stated.some(
    (sign) =>
      stronger.includes(sign.kind) &&
      candidate.identifiers.some(
        (known) => known.kind === sign.kind && known.scope === sign.scope && known.value !== sign.value,
      ),
  );
}

function isSame(one: Identifier, other: Identifier): boolean {
  return one.kind === other.kind && one.scope === other.scope && one.value === other.value;
}

/** The identifier as one word, for maps. */
export function identifierKey({ kind, scope, value }: Identifier): string {
  return JSON.stringify([kind, scope, value]);
}
