import type { CaseFact } from './case-facts.repository.js';
import type { PackChange } from './pack-changes.repository.js';

/**
 * Versions that came into force after the case was opened and that it has not heard of. Whether it was open then is
 * for the fold to say.
 */
export function missedChanges(
  packName: string,
  facts: readonly CaseFact[],
  changes: readonly PackChange[],
): PackChange[] {
  const opened = facts.find(({ type }) => type === 'case.opened.v1');
  if (!opened) return [];
  const heard = new Set(
    facts.filter(({ source }) => source === 'caseloop/policies').map(({ sequence }) => sequence),
  );
  return changes.filter(
    (change) =>
      change.packName === packName && change.effectiveAt >= opened.time && !heard.has(change.sequence),
  );
}

/** The publication of a version as a fact about a case. */
export function factOfChange(caseId: string, { sequence, version, effectiveAt }: PackChange): CaseFact {
  return {
    caseId,
    source: 'caseloop/policies',
    sequence,
    type: 'policy.published.v1',
    time: effectiveAt,
    data: { version },
  };
}
