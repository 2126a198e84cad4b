import { type AnyEvent, sequenceOf } from '@caseloop/contracts';
import { type AnyDraft, type Transaction, causedBy } from '@caseloop/messaging';
import type { Pack } from '@caseloop/policy';
import { derivedId } from '@caseloop/service';
import { parseInstant } from '@caseloop/service-time';
import type { CaseFact, CaseFactsRepository } from './case-facts.repository.js';
import type { Arming, ClockCase, ClockCasesRepository } from './clock-cases.repository.js';
import type { CaseClock } from './clock-columns.js';
import type { ClocksRepository } from './clocks.repository.js';
import type { ClockKey } from './domain/clock.js';
import type { FactRef } from './domain/facts.js';
import { foldClocks } from './domain/fold.js';
import type { Happening } from './domain/happening.js';
import { reconcile } from './domain/reconcile.js';

/** What the events of one case in a batch are to its clocks. */
export interface Heard {
  readonly clockCase: ClockCase;
  readonly pack: Pack;
  readonly events: readonly AnyEvent[];
}

export interface ClockStores {
  readonly cases: ClockCasesRepository;
  readonly facts: CaseFactsRepository;
  readonly clocks: ClocksRepository;
}

/**
 * Adds what was heard to the facts of the cases and computes their clocks anew. The cases are locked by the caller.
 * A fixed number of statements, however many cases.
 */
export async function hear(
  tx: Transaction,
  stores: ClockStores,
  heard: readonly Heard[],
  now: number,
): Promise<void> {
  const telling = heard.filter(({ events }) => events.length > 0);
  if (telling.length === 0) return;
  const caseIds = telling.map(({ clockCase }) => clockCase.caseId);
  await stores.facts.add(tx, telling.flatMap(factsOf));
  const facts = byCase(await stores.facts.ofCases(tx, caseIds));
  const kept = byCase(await stores.clocks.ofCases(tx, caseIds));
  const changed: CaseClock[] = [];
  const armings: Arming[] = [];
  for (const one of telling) {
    const { caseId } = one.clockCase;
    const { rows, happenings } = recompute(one, facts.get(caseId) ?? [], kept.get(caseId) ?? [], now);
    const clocks = rows.map((row) => ({ ...row, caseId }));
    changed.push(...clocks);
    const nextFireAt = earliest([...(kept.get(caseId) ?? []), ...clocks]);
    armings.push({ caseId, nextFireAt, isHeld: false });
    tx.publish(...happenings.map((happening) => draftOf(happening, one)));
  }
  await stores.clocks.save(tx, changed);
  await stores.cases.arm(tx, armings);
}

function recompute({ clockCase, pack, events }: Heard, facts: CaseFact[], kept: CaseClock[], now: number) {
  const { caseId } = clockCase;
  const last = events.at(-1)!;
  const heard = facts.find((fact) => isAbout(fact, last))!;
  const idOf = (key: ClockKey): string => clockId(caseId, key);
  return reconcile(kept, foldClocks(pack, facts), { caseId, pack: clockCase.pack, now, idOf, heard });
}

/** The next instant at which one of a case's clocks has something to do; later entries replace earlier ones. */
export function earliest(clocks: readonly CaseClock[]): number | null {
  const latest = new Map(clocks.map(({ id, nextFireAt }) => [id, nextFireAt]));
  const armed = [...latest.values()].filter((at) => at !== null);
  return armed.length === 0 ? null : Math.min(...armed);
}

/** The same promise has the same id, in whatever order the facts about it were heard. */
export function clockId(caseId: string, { metric, cycle, n, per }: ClockKey): string {
  return derivedId('clock', caseId, metric, cycle, n, ...(per === null ? [] : [per]));
}

function factsOf({ clockCase, events }: Heard): CaseFact[] {
  return events.map((event) => {
    // Personal data has no part in any promise and is not copied.
    const { personal: _personal, ...data } = event.data as Record<string, unknown>;
    return {
      caseId: clockCase.caseId,
      source: event.source,
      sequence: sequenceOf(event),
      type: event.type,
      time: parseInstant(event.time),
      data,
    };
  });
}

function isAbout(fact: FactRef, event: AnyEvent): boolean {
  return fact.source === event.source && fact.sequence === sequenceOf(event);
}

function draftOf(happening: Happening, { clockCase, events }: Heard): AnyDraft {
  const { cause } = happening;
  const by = (cause && events.find((event) => isAbout(cause, event))) ?? events.at(-1)!;
  return { ...spoken(happening, clockCase), ...causedBy(by) };
}

/** The draft of an event of a clock. What time brought about has an id that follows from the clock. */
export function spoken({ type, time, data, fired }: Happening, clockCase: ClockCase): AnyDraft {
  return {
    type,
    subject: clockCase.caseId,
    time,
    data,
    unit: clockCase.unit,
    ...(clockCase.correlationId !== null && { correlationId: clockCase.correlationId }),
    ...(fired !== null && { id: derivedId('fired', data.clockId, fired) }),
  } as AnyDraft;
}

function byCase<T extends { readonly caseId: string }>(items: readonly T[]): Map<string, T[]> {
  const grouped = new Map<string, T[]>();
  for (const item of items) {
    const group = grouped.get(item.caseId);
    if (group) group.push(item);
    else grouped.set(item.caseId, [item]);
  }
  return grouped;
}
