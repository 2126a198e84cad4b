import { notFound } from '@caseloop/service';
import type { AgentDeclaration, AgentView } from './agents.repository.js';
import type { RoutingDeps } from './deps.js';
import type { Presence } from './domain/agent.js';
import { findHolders } from './find-holders.js';

/** Declares an agent, present at once when new; whoever waits for their teams may now be given to them. */
export function declareAgent(deps: RoutingDeps, agent: AgentDeclaration): Promise<AgentView> {
  return deps.messaging.transaction(async (tx) => {
    const { stores, now } = deps;
    await stores.teams.ensure(tx, agent.teams);
    const known = await stores.agents.get(tx, agent.id);
    const isEverywhere = agent.teams.length === 0 || known?.teams.length === 0;
    const teams = isEverywhere ? await stores.teams.allIds(tx) : [...(known?.teams ?? []), ...agent.teams];
    await stores.teams.lock(tx, teams);
    await stores.agents.declare(tx, agent, now());
    await findHolders(tx, stores, { waiting: [], freed: teams, causes: new Map(), now: now() });
    return (await stores.agents.get(tx, agent.id))!;
  });
}

/** Somebody comes or goes. What they hold stays theirs; who comes is offered what waits. */
export function setPresence(deps: RoutingDeps, id: string, presence: Presence): Promise<AgentView> {
  return deps.messaging.transaction(async (tx) => {
    const { stores, now } = deps;
    const teams = await stores.agents.teamsOf(tx, [id]);
    await stores.teams.lock(tx, teams);
    const hasChanged = await stores.agents.setPresence(tx, id, presence, now());
    if (hasChanged)
      await findHolders(tx, stores, { waiting: [], freed: teams, causes: new Map(), now: now() });
    const agent = await stores.agents.get(tx, id);
    if (agent === null) throw notFound('agent', id);
    return agent;
  });
}
