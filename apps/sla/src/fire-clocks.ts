import type { Transaction } from '@caseloop/messaging';
import { calendarOf } from './domain/clock.js';
import { fireDue } from './domain/firing.js';
import type { Happening } from './domain/happening.js';
import type { DueCase } from './clock-cases.repository.js';
import type { CaseClock } from './clock-columns.js';
import type { SlaDeps } from './deps.js';
import { earliest, spoken } from './hear.js';
import { CASES_FIRED_MAX, HELD_FOR_KEPT_MS } from './limits.js';

export interface FiringObserver {
  /** A clock was fired `lateMs` after its time. */
  fired(lateMs: number): void;
  /** A case's clocks are held because events of the case wait to be applied. */
  held(): void;
}

/**
 * Fires what is due at `now`: one batch of cases, claimed so that no other instance has them, their clocks and events
 * written in one transaction. Returns how many cases were looked at; each is due later afterwards, or not at all.
 */
export function fireClocks(deps: SlaDeps, observer: FiringObserver, now: number): Promise<number> {
  return deps.messaging.transaction(async (tx) => {
    const { cases, clocks } = deps.stores;
    const claimed = await cases.claim(tx, now, CASES_FIRED_MAX);
    if (claimed.length === 0) return 0;
    const open = await clocks.openOfCases(
      tx,
      claimed.map(({ caseId }) => caseId),
    );
    const changed: CaseClock[] = [];
    const nextFireAt = new Map<string, number | null>();
    for (const dueCase of claimed) {
      const own = open.filter(({ caseId }) => caseId === dueCase.caseId);
      const turn = await fireCase(tx, deps, dueCase, own, now);
      changed.push(...turn.changed);
      nextFireAt.set(dueCase.caseId, turn.nextFireAt);
      tx.publish(...turn.happenings.map((happening) => spoken(happening, dueCase)));
      for (const { data } of turn.happenings) if ('lateMs' in data) observer.fired(data.lateMs);
      if (turn.isHeld) observer.held();
    }
    await clocks.save(tx, changed);
    await cases.arm(tx, nextFireAt);
    return claimed.length;
  });
}

interface FiringTurn {
  readonly changed: readonly CaseClock[];
  readonly happenings: readonly Happening[];
  readonly nextFireAt: number | null;
  readonly isHeld: boolean;
}

async function fireCase(
  tx: Transaction,
  deps: SlaDeps,
  dueCase: DueCase,
  open: readonly CaseClock[],
  now: number,
): Promise<FiringTurn> {
  const { caseId, pack: ref, hasKept } = dueCase;
  const heldUntil = (earliest(open) ?? now) + HELD_FOR_KEPT_MS;
  if (hasKept && now < heldUntil) return { changed: [], happenings: [], nextFireAt: heldUntil, isHeld: true };
  const pack = await deps.packs.get(tx, ref);
  if (!pack) throw new Error(`Case ${caseId} was opened under a pack that is gone`);
  const changed: CaseClock[] = [];
  const happenings: Happening[] = [];
  for (const clock of open) {
    if (clock.nextFireAt === null || clock.nextFireAt > now) continue;
    const definition = pack.clocks.find(({ id }) => id === clock.definition)!;
    const context = { caseId, pack: ref, now, isProvisional: hasKept };
    const fired = fireDue(clock, definition, calendarOf(pack, definition), context);
    changed.push({ ...fired.row, caseId });
    happenings.push(...fired.happenings);
  }
  happenings.sort((a, b) => a.time - b.time);
  return { changed, happenings, nextFireAt: earliest([...open, ...changed]), isHeld: false };
}
