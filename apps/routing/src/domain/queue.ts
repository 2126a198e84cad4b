import type { Agent } from './agent.js';
import { type Choice, choose } from './choose.js';
import { CASE_WEIGHT, type RoutingCase } from './routing-case.js';

/** The more urgent first, then VIPs, then the older: a case that was declined keeps its age. */
export function compareWaiting(a: RoutingCase, b: RoutingCase): number {
  return (
    b.urgencyRank - a.urgencyRank ||
    Number(b.isVip) - Number(a.isVip) ||
    a.openedAt - b.openedAt ||
    (a.caseId < b.caseId ? -1 : a.caseId > b.caseId ? 1 : 0)
  );
}

export interface Placement {
  readonly routed: RoutingCase;
  readonly choice: Choice;
}

/**
 * Decides a batch of waiting cases in the order of the queue. Each choice counts at once, so one batch cannot give
 * anybody more than fits. `lastAgents` names who last held a case of a customer, by customer.
 */
export function place(
  waiting: readonly RoutingCase[],
  agents: readonly Agent[],
  lastAgents: ReadonlyMap<string, string>,
  now: number,
): Placement[] {
  const byId = new Map(agents.map((agent) => [agent.id, agent]));
  const last = new Map(lastAgents);
  return [...waiting].sort(compareWaiting).map((routed) => {
    const choice = decide(routed, [...byId.values()], last.get(routed.customerId) ?? null);
    if (choice.holder !== null) {
      const agent = byId.get(choice.holder)!;
      byId.set(agent.id, { ...agent, load: agent.load + CASE_WEIGHT, idleSince: now });
      last.set(routed.customerId, agent.id);
    }
    return { routed, choice };
  });
}

function decide(routed: RoutingCase, agents: readonly Agent[], lastAgent: string | null): Choice {
  const { team, role, skills } = routed.route;
  if (team === null) return { holder: null, reason: 'noRule', candidates: [] };
  const near = agents.filter((agent) => agent.teams.length === 0 || agent.teams.includes(team));
  return choose(
    {
      team,
      role,
      skills,
      language: routed.language,
      unit: routed.unit,
      weight: CASE_WEIGHT,
      supervisoryRoles: routed.supervisoryRoles,
      excluded: routed.declinedBy,
      firstResponsible: routed.firstResponsible,
      lastAgent,
    },
    near,
  );
}

/** The case after somebody was found, or after nobody was and it waits on. */
export function placed({ routed, choice }: Placement, now: number): RoutingCase {
  const decisions = routed.decisions + 1;
  return choice.holder === null
    ? { ...routed, stalledAt: now, decisions }
    : { ...routed, holder: choice.holder, heldSince: now, waitingSince: null, stalledAt: null, decisions };
}

/** Nothing to say: it waits as it did, and that was said. */
export function isOldNews({ routed, choice }: Placement): boolean {
  return choice.holder === null && routed.stalledAt !== null;
}
