import type { AnyEvent } from '@caseloop/contracts';
import { type AnyDraft, type Transaction, causedBy } from '@caseloop/messaging';
import { derivedId } from '@caseloop/service';
import type { AgentsRepository } from './agents.repository.js';
import type { DecisionsRepository } from './decisions.repository.js';
import { type Agent, headroom } from './domain/agent.js';
import { type Placement, isOldNews, place, placed } from './domain/queue.js';
import { CASE_WEIGHT, type RoutingCase } from './domain/routing-case.js';
import { QUEUE_PAGE, QUEUE_PAGES_MAX } from './limits.js';
import type { RoutingCasesRepository } from './routing-cases.repository.js';
import type { TeamsRepository } from './teams.repository.js';

export interface RoutingStores {
  readonly cases: RoutingCasesRepository;
  readonly teams: TeamsRepository;
  readonly agents: AgentsRepository;
  readonly decisions: DecisionsRepository;
}

export interface Search {
  /** Cases of this transaction, locked by it, that wait for somebody. */
  readonly waiting: readonly RoutingCase[];
  /** Teams in which a place may have become free: whoever waits for them is looked at again. */
  readonly freed: readonly string[];
  /** The event that made a case wait, by case; those that waited before have none. */
  readonly causes: ReadonlyMap<string, AnyEvent>;
  readonly now: number;
}

/**
 * Looks for somebody for each waiting case, in the order of the queue, in memory, on what the locked rows say;
 * stores and publishes what was decided. Returns the waiting cases of this transaction as they are afterwards.
 */
export async function findHolders(
  tx: Transaction,
  stores: RoutingStores,
  search: Search,
): Promise<RoutingCase[]> {
  const named = search.waiting.flatMap(({ route }) => route.team ?? []);
  const teams = [...new Set([...named, ...search.freed])].sort();
  // A transfer may name a team nobody has declared: it gets a row, so that there is something to lock.
  await stores.teams.ensure(tx, named);
  await stores.teams.lock(tx, teams);
  let agents: readonly Agent[] = teams.length === 0 ? [] : await stores.agents.lock(tx, teams);

  const seen: string[] = search.waiting.map(({ caseId }) => caseId);
  const mine = new Set(seen);
  const results: RoutingCase[] = [];
  for (let page = 0; page < QUEUE_PAGES_MAX; page += 1) {
    const others = agents.some(hasPlace) ? await stores.cases.loadQueue(tx, teams, seen) : [];
    const placements = await decide(
      tx,
      stores,
      page === 0 ? [...search.waiting, ...others] : others,
      agents,
      search,
    );
    results.push(...(await record(tx, stores, placements, mine, search)));
    seen.push(...others.map(({ caseId }) => caseId));
    agents = withLoad(agents, placements, search.now);
    if (others.length < QUEUE_PAGE) break;
  }
  return results;
}

function hasPlace(agent: Agent): boolean {
  return agent.presence === 'online' && headroom(agent) >= CASE_WEIGHT;
}

async function decide(
  tx: Transaction,
  stores: RoutingStores,
  waiting: readonly RoutingCase[],
  agents: readonly Agent[],
  { now }: Search,
): Promise<Placement[]> {
  if (waiting.length === 0) return [];
  const customers = [...new Set(waiting.map(({ customerId }) => customerId))];
  return place(waiting, agents, await stores.cases.lastAgents(tx, customers), now);
}

/** Stores and says what is new; returns this transaction's own cases, which its caller stores with the others. */
async function record(
  tx: Transaction,
  stores: RoutingStores,
  placements: readonly Placement[],
  mine: ReadonlySet<string>,
  { causes, now }: Search,
): Promise<RoutingCase[]> {
  const news = placements.filter((placement) => !isOldNews(placement));
  const after = news.map((placement) => placed(placement, now));
  const unchanged = placements.filter(isOldNews).map(({ routed }) => routed);
  await stores.cases.save(
    tx,
    after.filter(({ caseId }) => !mine.has(caseId)),
  );
  const decisions = news.map((placement, i) => decisionOf(placement, after[i]!, now));
  await stores.decisions.add(tx, decisions);
  const busy = after.flatMap(({ holder }) => holder ?? []);
  await stores.agents.markBusy(tx, [...new Set(busy)], now);
  tx.publish(...news.map((placement, i) => draftOf(placement, decisions[i]!.id, causes, now)));
  return [...after, ...unchanged].filter(({ caseId }) => mine.has(caseId));
}

function decisionOf({ choice, routed }: Placement, after: RoutingCase, now: number) {
  return {
    id: derivedId('routing', routed.caseId, after.decisions),
    caseId: routed.caseId,
    n: after.decisions,
    at: now,
    team: routed.route.team,
    holder: choice.holder,
    reason: choice.reason,
    rule: routed.route.rule,
    candidates: choice.candidates,
    candidateCount: choice.candidates.length,
  };
}

function draftOf(
  { choice, routed }: Placement,
  decisionId: string,
  causes: ReadonlyMap<string, AnyEvent>,
  now: number,
): AnyDraft {
  const cause = causes.get(routed.caseId);
  const { team, rule } = routed.route;
  const common = {
    ...(cause === undefined
      ? { unit: routed.unit, correlationId: routed.correlationId ?? undefined }
      : causedBy(cause)),
    subject: routed.caseId,
    time: Math.max(now, routed.waitingSince ?? now),
  };
  if (choice.holder === null || team === null) {
    const data = { decisionId, caseId: routed.caseId, team, reason: choice.reason };
    return {
      ...common,
      type: 'assignment.stalled.v1',
      data: { ...data, candidates: choice.candidates.length },
    };
  }
  const data = { decisionId, caseId: routed.caseId, team, holder: choice.holder, reason: choice.reason };
  return {
    ...common,
    type: 'assignment.made.v1',
    data: { ...data, ...(rule === null ? {} : { rule }), offerExpiresAt: null },
  };
}

function withLoad(agents: readonly Agent[], placements: readonly Placement[], now: number): readonly Agent[] {
  return agents.map((agent) => {
    const given = placements.filter(({ choice }) => choice.holder === agent.id).length;
    return given === 0 ? agent : { ...agent, load: agent.load + given * CASE_WEIGHT, idleSince: now };
  });
}
