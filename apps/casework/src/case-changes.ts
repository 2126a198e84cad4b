import type { Actor, PackRef } from '@caseloop/contracts';
import type { AnyDraft, Transaction } from '@caseloop/messaging';
import type { Pack } from '@caseloop/policy';
import { type PackVersions, newId } from '@caseloop/service';
import type { StoredCase } from './case-rows.js';
import type { CaseClocksRepository } from './case-clocks.repository.js';
import type { CasesRepository } from './cases.repository.js';
import { type CaseState, evolve, opened } from './domain/case.js';
import { dueAt } from './domain/closing.js';
import type { Context } from './domain/context.js';
import type { CaseEvent } from './domain/events.js';

/** What everything that changes cases works with. */
export interface CaseworkParts {
  readonly cases: CasesRepository;
  readonly clocks: CaseClocksRepository;
  readonly packs: PackVersions<Pack>;
  readonly now: () => number;
}

/** What made us speak: the event handled, the trace of the call. */
export interface Cause {
  readonly causationId?: string;
  readonly traceparent?: string;
}

/** Something was said of a case that this service does not have. It parks, for a person to look at. */
export class UnknownCase extends Error {
  constructor(readonly caseId: string) {
    super(`There is no case ${caseId}`);
  }
}

/** A case is stamped with a pack version that this service has not kept. It was there when the case was opened. */
export class LostPack extends Error {
  constructor(readonly pack: PackRef) {
    super(`Pack ${pack.name} ${pack.version} is not here any more`);
  }
}

/** The changes of one transaction, folded in memory: loaded in one statement, stored in one, said in their order. */
export class CaseChanges {
  private readonly states = new Map<string, CaseState>();
  private readonly changed = new Set<string>();
  private readonly drafts: AnyDraft[] = [];

  constructor(
    private readonly tx: Transaction,
    private readonly parts: CaseworkParts,
  ) {}

  async load(ids: readonly string[]): Promise<void> {
    this.add(...(await this.parts.cases.lock(this.tx, [...new Set(ids)])));
  }

  /** Cases somebody has locked already. */
  add(...cases: readonly CaseState[]): void {
    for (const state of cases) this.states.set(state.id, state);
  }

  /** The case as it is by now; null when it was not among those loaded. */
  find(caseId: string): CaseState | null {
    return this.states.get(caseId) ?? null;
  }

  /** The case as it is by now. @throws UnknownCase */
  state(caseId: string): CaseState {
    const state = this.states.get(caseId);
    if (state === undefined) throw new UnknownCase(caseId);
    return state;
  }

  /** The pack a case lives under. @throws LostPack */
  async packOf(state: CaseState): Promise<Pack> {
    const pack = await this.parts.packs.get(this.tx, state.pack);
    if (pack === null) throw new LostPack(state.pack);
    return pack;
  }

  /** What a rule may know of a case of this transaction. `at` in epoch milliseconds. */
  async context(state: CaseState, at: number, by: Actor): Promise<Context> {
    return contextOf(await this.packOf(state), this.parts.now(), at, by);
  }

  /** Records what was decided; returns the case after it. */
  record(caseId: string, events: readonly CaseEvent[], cause: Cause): CaseState {
    for (const event of events) {
      const before = this.states.get(caseId);
      const after = before === undefined ? opened(caseId, event) : evolve(before, event);
      this.states.set(caseId, after);
      this.changed.add(caseId);
      this.drafts.push({
        ...event,
        ...cause,
        subject: caseId,
        unit: after.unit,
        correlationId: after.requestId,
      } as AnyDraft);
    }
    return this.state(caseId);
  }

  /** Writes every changed case and says everything, in two statements. */
  async store(): Promise<void> {
    const changed: StoredCase[] = [];
    for (const id of this.changed) {
      const state = this.state(id);
      changed.push({ state, dueAt: dueAt(state, await this.packOf(state)) });
    }
    await this.parts.cases.store(this.tx, changed);
    this.tx.publish(...this.drafts);
  }
}

/** What a rule may know where neither clocks nor another case are looked at. */
export function contextOf(pack: Pack, now: number, at: number, by: Actor): Context {
  return { pack, now, at, by, newId, clocks: {}, other: null };
}
