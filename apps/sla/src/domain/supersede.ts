import { clocksFor } from '@caseloop/policy';
import { parseInstant } from '@caseloop/service-time';
import { isBrokenAt } from './clock.js';
import { inheritExtension } from './extend.js';
import { type Fact, statusAt } from './facts.js';
import { type Fold, abandoned, nextKey, openClocks, supersede } from './fold-state.js';
import { successor } from './retarget.js';
import { asksTheSame } from './standard.js';

/** What a registration says: promises that count from it. */
const REGISTERS: readonly Fact['type'][] = ['case.opened.v1', 'case.classified.v1'];

/**
 * A version that was applied to open cases too: what runs goes on under it, from its original start and with its
 * pauses. What it leaves as it was stands, and so does what is broken already.
 */
export function changeStandard(fold: Fold, fact: Fact): void {
  const version = String(fact.data['version']);
  const pack = fold.reading.later.get(version);
  if (!pack) throw new Error(`A case hears of version ${version} of its pack, which was not looked up`);
  const status = statusAt(fold.periods, fact.time);
  if (version === fold.standard.version || status === null || ['closed', 'archived'].includes(status)) return;
  fold.standard = { version, pack };
  if (fold.input === null) return;
  fold.definitions = clocksFor(pack, fold.input);
  const { standard, periods } = fold;
  for (const clock of openClocks(fold)) {
    if (isBrokenAt(clock, periods, fact.time)) continue;
    const definition = fold.definitions.find(({ metric }) => metric === clock.key.metric);
    if (!definition) {
      clock.end = abandoned(fold, clock, fact, 'policyChanged');
    } else if (!asksTheSame(clock.standard, clock.definition, standard, definition)) {
      const key = nextKey(fold, clock.key);
      const next = successor({ standard, periods, clock, definition, key, fact }, clock.startedAt);
      if (!next) continue;
      inheritExtension(next, clock, periods, fact);
      supersede(fold, clock, next, fact, 'policyChanged');
    }
  }
}

/** A duplicate that was opened earlier: what began with the registration counts from there, where it is not met yet. */
export function takeOver(fold: Fold, fact: Fact): void {
  if (fact.type !== 'case.linked.v1' || fact.data['as'] !== 'hasDuplicate') return;
  const since = parseInstant(String(fact.data['openedAt']));
  const { periods } = fold;
  for (const clock of openClocks(fold)) {
    const { definition, standard, startedAt, start } = clock;
    if (!REGISTERS.includes(start.type) || definition.from !== undefined) continue;
    if (since >= startedAt || isBrokenAt(clock, periods, fact.time)) continue;
    const key = nextKey(fold, clock.key);
    const next = successor({ standard, periods, clock, definition, key, fact }, since);
    if (!next) continue;
    inheritExtension(next, clock, periods, fact);
    supersede(fold, clock, next, fact, 'duplicateMerged');
  }
}
