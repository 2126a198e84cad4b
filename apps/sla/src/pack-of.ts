import type { PackRef } from '@caseloop/contracts';
import type { Pack } from '@caseloop/policy';
import type { PackVersions, Queryable } from '@caseloop/service';
import { clockId } from './clock-id.js';
import type { ClockCase } from './clock-cases.repository.js';
import type { ClockKey } from './domain/clock.js';
import type { Fact } from './domain/facts.js';
import type { Reading } from './domain/standard.js';

/** A version that a case was opened or goes on under. It was there then, and versions are never removed. */
export async function packOf(db: Queryable, packs: PackVersions<Pack>, ref: PackRef): Promise<Pack> {
  const pack = await packs.get(db, ref);
  if (!pack) throw new Error(`Version ${ref.version} of the pack ${ref.name} is gone`);
  return pack;
}

/** What a case's facts are read with: the pack it was opened under, and those its facts name. */
export async function readingOf(
  db: Queryable,
  packs: PackVersions<Pack>,
  { caseId, pack: { name, version } }: ClockCase,
  facts: readonly Fact[],
): Promise<Reading> {
  const later = new Map<string, Pack>();
  for (const { type, data } of facts) {
    if (type !== 'policy.published.v1') continue;
    const named = String(data['version']);
    if (!later.has(named)) later.set(named, await packOf(db, packs, { name, version: named }));
  }
  return {
    standard: { version, pack: await packOf(db, packs, { name, version }) },
    later,
    idOf: (key: ClockKey) => clockId(caseId, key),
  };
}
