import type { Transaction } from '@caseloop/messaging';
import { failPoint } from '@caseloop/messaging';
import { calendarOf } from './domain/clock.js';
import { fireDue } from './domain/firing.js';
import type { Happening } from './domain/happening.js';
import type { Arming, DueCase } from './clock-cases.repository.js';
import type { CaseClock } from './clock-columns.js';
import type { SlaDeps } from './deps.js';
import { earliest, spoken } from './hear.js';
import { packOf } from './pack-of.js';
import { CASES_FIRED_MAX, HELD_FOR_KEPT_MS, HELD_FOR_LAG_MS, LAG_LOOK_AGAIN_MS } from './limits.js';

export type HeldFor = 'kept' | 'lag';

export interface FiringObserver {
  /** A clock was fired `lateMs` after its time. */
  fired(lateMs: number): void;
  /** What is due on a case is held: events of it are `kept`, or sla is behind with its queue (`lag`). */
  held(reason: HeldFor): void;
}

/**
 * Fires what is due at `now`: one batch of cases, claimed so that no other instance has them, their clocks and events
 * written in one transaction. Returns how many cases were looked at; each is due later afterwards, or not at all.
 */
export async function fireClocks(deps: SlaDeps, observer: FiringObserver, now: number): Promise<number> {
  // Asked before anything is looked at: what came later is not waited for.
  const knownUntil = Math.min(now, await deps.lag.appliedUntil(now));
  const turns = await deps.messaging.transaction((tx) => fireCases(tx, deps, now, knownUntil));
  // Observed when it is committed: a transaction that failed has fired nothing.
  for (const { happenings, heldFor } of turns) {
    for (const { data } of happenings) if ('lateMs' in data) observer.fired(data.lateMs);
    if (heldFor !== null) observer.held(heldFor);
  }
  return turns.length;
}

async function fireCases(
  tx: Transaction,
  deps: SlaDeps,
  now: number,
  knownUntil: number,
): Promise<FiringTurn[]> {
  const { cases, clocks } = deps.stores;
  const claimed = await cases.claim(tx, now, CASES_FIRED_MAX);
  if (claimed.length === 0) return [];
  failPoint('firing.afterClaim.beforeFire');
  const open = await clocks.openOfCases(
    tx,
    claimed.map(({ caseId }) => caseId),
  );
  const turns: FiringTurn[] = [];
  for (const dueCase of claimed) {
    const own = open.filter(({ caseId }) => caseId === dueCase.caseId);
    const turn = await fireCase(tx, deps, dueCase, own, now, knownUntil);
    tx.publish(...turn.happenings.map((happening) => spoken(happening, dueCase)));
    turns.push(turn);
  }
  await clocks.save(
    tx,
    turns.flatMap(({ changed }) => changed),
  );
  await cases.arm(
    tx,
    turns.map(({ arming }) => arming),
  );
  failPoint('firing.afterFire.beforeCommit');
  return turns;
}

interface FiringTurn {
  readonly changed: readonly CaseClock[];
  readonly happenings: readonly Happening[];
  readonly arming: Arming;
  readonly heldFor: HeldFor | null;
}

async function fireCase(
  tx: Transaction,
  deps: SlaDeps,
  dueCase: DueCase,
  open: readonly CaseClock[],
  now: number,
  appliedUntil: number,
): Promise<FiringTurn> {
  const { caseId, pack, hasKept } = dueCase;
  // What is due is held while facts about it may be on their way, each clock's doings for as long after their own time.
  const until = hasKept ? now - HELD_FOR_KEPT_MS : Math.max(appliedUntil, now - HELD_FOR_LAG_MS);
  const knownUntil = hasKept ? -Infinity : appliedUntil;
  const changed: CaseClock[] = [];
  const happenings: Happening[] = [];
  for (const clock of open) {
    if (clock.nextFireAt === null || clock.nextFireAt > until) continue;
    const version = clock.packVersion;
    const standard = { version, pack: await packOf(tx, deps.packs, { name: pack.name, version }) };
    const definition = standard.pack.clocks.find(({ id }) => id === clock.definition)!;
    const context = { caseId, packName: pack.name, now, until, knownUntil };
    const fired = fireDue(clock, definition, calendarOf(standard, definition), context);
    changed.push({ ...fired.row, caseId });
    happenings.push(...fired.happenings);
  }
  happenings.sort((a, b) => a.time - b.time);
  const next = earliest([...open, ...changed]);
  const heldFor = next === null || next > now ? null : hasKept ? 'kept' : 'lag';
  const nextFireAt = heldFor === 'kept' ? next! + HELD_FOR_KEPT_MS : heldFor ? now + LAG_LOOK_AGAIN_MS : next;
  return { changed, happenings, heldFor, arming: { caseId, nextFireAt, isHeld: heldFor === 'kept' } };
}
