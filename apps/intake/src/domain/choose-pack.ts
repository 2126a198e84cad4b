/** Which version of a pack new cases are opened under. */
export interface PackInForce {
  readonly name: string;
  readonly version: string;
  readonly unit: string;
}

/** What is agreed with a partner. */
export interface PartnerAgreement {
  readonly defaultPack: string | null;
  readonly unit: string | null;
}

export interface PackChoice {
  readonly name: string;
  readonly inForce: PackInForce | null;
}

/**
 * The pack of a request: the one it names, else its partner's, else its unit's (the first one put in force for the
 * unit), else the installation's. A name that is not in the registry is no reason to try the next: it is a mistake.
 */
export function choosePack(
  stated: { readonly pack?: string; readonly unit?: string },
  partner: PartnerAgreement | undefined,
  inForce: readonly PackInForce[],
  defaultPack: string,
): PackChoice {
  const unit = stated.unit ?? partner?.unit ?? null;
  const ofUnit = unit === null ? undefined : inForce.find((pack) => pack.unit === unit);
  const name = stated.pack ?? partner?.defaultPack ?? ofUnit?.name ?? defaultPack;
  return { name, inForce: inForce.find((pack) => pack.name === name) ?? null };
}
