import { type AnyEvent, sequenceOf } from '@caseloop/contracts';
import { type AnyDraft, type Transaction, causedBy } from '@caseloop/messaging';
import { derivedId } from '@caseloop/service';
import { parseInstant } from '@caseloop/service-time';
import type { CaseFact, CaseFactsRepository } from './case-facts.repository.js';
import type { Arming, ClockCase, ClockCasesRepository, KnownCase } from './clock-cases.repository.js';
import type { CaseClock } from './clock-columns.js';
import type { ClocksRepository } from './clocks.repository.js';
import type { SlaDeps } from './deps.js';
import { type FactRef, endOf } from './domain/facts.js';
import { foldClocks } from './domain/fold.js';
import type { Happening } from './domain/happening.js';
import { listensTo } from './domain/listens-to.js';
import { reconcile } from './domain/reconcile.js';
import { factOfChange, missedChanges } from './missed-changes.js';
import type { PackChange, PackChangesRepository } from './pack-changes.repository.js';
import { packOf, readingOf } from './pack-of.js';

/** What the events of one case in a batch are to its clocks. */
export interface Heard {
  readonly clockCase: KnownCase;
  readonly events: readonly AnyEvent[];
}

export interface ClockStores {
  readonly cases: ClockCasesRepository;
  readonly facts: CaseFactsRepository;
  readonly clocks: ClocksRepository;
  readonly changes: PackChangesRepository;
}

/**
 * Adds what was heard to the facts of the cases and computes their clocks anew. The cases are locked by the caller.
 * A fixed number of statements, however many cases.
 */
export async function hear(
  tx: Transaction,
  deps: SlaDeps,
  heard: readonly Heard[],
  now: number,
): Promise<void> {
  if (heard.length === 0) return;
  const { stores } = deps;
  await stores.facts.add(tx, heard.flatMap(factsOf));
  const names = [...new Set(heard.map(({ clockCase }) => clockCase.pack.name))];
  const changes = await stores.changes.ofPacks(tx, names);
  const concerned: Heard[] = [];
  for (const one of heard) if (await isNews(tx, deps, one, changes)) concerned.push(one);
  if (concerned.length === 0) return;
  const caseIds = concerned.map(({ clockCase }) => clockCase.caseId);
  const facts = byCase(await stores.facts.ofCases(tx, caseIds));
  const kept = byCase(await stores.clocks.ofCases(tx, caseIds));
  const turns: Turn[] = [];
  for (const one of concerned) {
    const { caseId } = one.clockCase;
    turns.push(await recompute(tx, deps, one, changes, facts.get(caseId) ?? [], kept.get(caseId) ?? [], now));
  }
  await stores.facts.add(
    tx,
    turns.flatMap(({ missed }) => missed),
  );
  for (const { drafts } of turns) tx.publish(...drafts);
  await stores.clocks.save(
    tx,
    turns.flatMap(({ changed }) => changed),
  );
  await stores.cases.arm(
    tx,
    turns.map(({ arming }) => arming),
  );
}

/**
 * Whether the clocks are to be computed anew. What no version of the pack asks for is kept as a fact all the same: a
 * later version may ask for it, and the clocks must not depend on which of the two came first.
 */
async function isNews(
  tx: Transaction,
  { packs }: SlaDeps,
  { clockCase, events }: Heard,
  changes: readonly PackChange[],
): Promise<boolean> {
  if (events.length === 0 || clockCase.isHeld) return true;
  if (events.some(({ source }) => source === 'caseloop/casework')) return true;
  const { name, version } = clockCase.pack;
  const later = changes.filter(({ packName }) => packName === name).map((change) => change.version);
  for (const possible of new Set([version, ...later])) {
    const pack = await packOf(tx, packs, { name, version: possible });
    if (events.some(({ type }) => listensTo(pack, type))) return true;
  }
  return false;
}

interface Turn {
  readonly missed: readonly CaseFact[];
  readonly changed: readonly CaseClock[];
  readonly drafts: readonly AnyDraft[];
  readonly arming: Arming;
}

async function recompute(
  tx: Transaction,
  { packs }: SlaDeps,
  one: Heard,
  changes: readonly PackChange[],
  known: readonly CaseFact[],
  kept: readonly CaseClock[],
  now: number,
): Promise<Turn> {
  const { clockCase, events } = one;
  const { caseId } = clockCase;
  const missedOnes = missedChanges(clockCase.pack.name, known, changes);
  const missed = missedOnes.map((change) => factOfChange(caseId, change));
  const facts = [...known, ...missed];
  const last = events.at(-1);
  const heard = (last && facts.find((fact) => isAbout(fact, last))) ?? missed.at(-1);
  const reading = await readingOf(tx, packs, clockCase, facts);
  const telling = { caseId, packName: clockCase.pack.name, now, idOf: reading.idOf };
  const folded = foldClocks(reading, facts);
  const { rows, happenings } = heard
    ? reconcile(kept, folded, { ...telling, heard })
    : { rows: [], happenings: [] };
  const changed = rows.map((row) => ({ ...row, caseId }));
  const nextFireAt = earliest([...kept, ...changed]);
  return {
    missed,
    changed,
    drafts: happenings.map((happening) => draftOf(happening, one, missedOnes)),
    arming: { caseId, nextFireAt, isHeld: false, endedAt: endOf(folded.periods) },
  };
}

/** The next instant at which one of a case's clocks has something to do; later entries replace earlier ones. */
export function earliest(clocks: readonly CaseClock[]): number | null {
  const latest = new Map(clocks.map(({ id, nextFireAt }) => [id, nextFireAt]));
  const armed = [...latest.values()].filter((at) => at !== null);
  return armed.length === 0 ? null : Math.min(...armed);
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

function draftOf(
  happening: Happening,
  { clockCase, events }: Heard,
  missed: readonly PackChange[],
): AnyDraft {
  const { cause } = happening;
  const draft = spoken(happening, clockCase);
  const by = (cause && events.find((event) => isAbout(cause, event))) ?? events.at(-1);
  if (by) return { ...draft, ...causedBy(by) };
  const change = missed.at(-1);
  return change ? { ...draft, causationId: change.eventId } : draft;
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
