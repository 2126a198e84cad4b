import type { Instant } from '@caseloop/service-time';
import type { Fact } from './facts.js';

/** A step of a clock's ladder that somebody has taken note of: it is not told again. */
export interface Acknowledged {
  readonly level: number;
  readonly at: Instant;
}

/** The steps that were acknowledged, the earliest time of each, by the id of the clock. */
export function acknowledgedSteps(facts: readonly Fact[]): ReadonlyMap<string, readonly Acknowledged[]> {
  const steps = new Map<unknown, { readonly clockId: string; readonly level: number }>();
  for (const { type, data } of facts) {
    if (type !== 'case.escalated.v1' || data['clockId'] === undefined || data['level'] === undefined)
      continue;
    steps.set(data['escalationId'], { clockId: String(data['clockId']), level: Number(data['level']) });
  }
  const found = new Map<string, Acknowledged[]>();
  for (const { type, data, time } of facts) {
    if (type !== 'case.escalation_acknowledged.v1') continue;
    for (const id of (data['escalationIds'] as readonly unknown[] | undefined) ?? []) {
      const step = steps.get(id);
      if (step) note(found, step.clockId, { level: step.level, at: time });
    }
  }
  return found;
}

function note(found: Map<string, Acknowledged[]>, clockId: string, step: Acknowledged): void {
  const known = found.get(clockId) ?? [];
  const earlier = known.find(({ level }) => level === step.level);
  if (earlier && earlier.at <= step.at) return;
  const others = known.filter((other) => other !== earlier);
  found.set(
    clockId,
    [...others, step].sort((a, b) => a.level - b.level),
  );
}
