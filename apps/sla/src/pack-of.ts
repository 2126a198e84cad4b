import type { Transaction } from '@caseloop/messaging';
import type { Pack } from '@caseloop/policy';
import type { PackVersions } from '@caseloop/service';
import type { ClockCase } from './clock-cases.repository.js';

/** The pack under which a known case was opened. It was there then, and versions are never removed. */
export async function packOf(
  tx: Transaction,
  packs: PackVersions<Pack>,
  clockCase: ClockCase,
): Promise<Pack> {
  const pack = await packs.get(tx, clockCase.pack);
  if (!pack) throw new Error(`Case ${clockCase.caseId} was opened under a pack that is gone`);
  return pack;
}
