import { type Agent, headroom } from './agent.js';

/** What a case asks of the person who is to hold it. */
export interface Wanted {
  readonly team: string;
  /** The role the routing rule names; null where it names none. */
  readonly role: string | null;
  readonly skills: readonly string[];
  readonly language: string | null;
  readonly unit: string;
  readonly weight: number;
  /** Roles the pack calls supervisory: offered work only where the rule names them. */
  readonly supervisoryRoles: readonly string[];
  /** Agents who declined this case. */
  readonly excluded: readonly string[];
  readonly firstResponsible: string | null;
  /** Who last held a case of this customer. */
  readonly lastAgent: string | null;
}

export type LeftOut =
  | 'otherTeam'
  | 'otherUnit'
  | 'lacksRole'
  | 'supervisoryRole'
  | 'lacksSkills'
  | 'otherLanguage'
  | 'declined'
  | 'away'
  | 'offline'
  | 'full'
  | 'notTheCustomersAgent'
  | 'lessHeadroom'
  | 'idleForLess'
  | 'declaredLater';

/** Everybody who was looked at; `leftOut` is null for the one who was chosen. */
export interface Candidate {
  readonly agent: string;
  readonly headroom: number;
  readonly leftOut: LeftOut | null;
}

export type ChoiceReason =
  | 'firstResponsible'
  | 'customersLastAgent'
  | 'onlyCandidate'
  | 'mostHeadroom'
  | 'longestIdle'
  | 'declaredFirst';
export type StallReason =
  'teamHasNobody' | 'nobodyEligible' | 'nobodyPresent' | 'nobodyHasCapacity' | 'noRule';

export type Choice =
  | { readonly holder: string; readonly reason: ChoiceReason; readonly candidates: readonly Candidate[] }
  | { readonly holder: null; readonly reason: StallReason; readonly candidates: readonly Candidate[] };

/**
 * Who gets the case: eligible, then available, then with capacity, then affinity, then the one with most headroom,
 * idle for longest, declared first. A total order, so the same facts always give the same answer.
 */
export function choose(wanted: Wanted, agents: readonly Agent[]): Choice {
  const leftOut = new Map<string, LeftOut>();
  const free: Agent[] = [];
  for (const agent of agents) {
    const reason = whyNot(wanted, agent);
    if (reason === null) free.push(agent);
    else leftOut.set(agent.id, reason);
  }
  const best = prefer(wanted, free, leftOut);
  const candidates = [...agents].sort(byDeclaration).map((agent) => ({
    agent: agent.id,
    headroom: headroom(agent),
    leftOut: leftOut.get(agent.id) ?? null,
  }));
  return best === null
    ? { holder: null, reason: stallReason([...leftOut.values()]), candidates }
    : { ...best, candidates };
}

function whyNot(wanted: Wanted, agent: Agent): LeftOut | null {
  return ineligible(wanted, agent) ?? unavailable(agent) ?? (headroom(agent) < wanted.weight ? 'full' : null);
}

function ineligible(wanted: Wanted, agent: Agent): LeftOut | null {
  const byRoleAlone = agent.teams.length === 0 && wanted.role !== null;
  if (!agent.teams.includes(wanted.team) && !byRoleAlone) return 'otherTeam';
  if (agent.unit !== null && agent.unit !== wanted.unit) return 'otherUnit';
  if (wanted.role !== null && !agent.roles.includes(wanted.role)) return 'lacksRole';
  if (wanted.role === null && agent.roles.some((role) => wanted.supervisoryRoles.includes(role))) {
    return 'supervisoryRole';
  }
  if (!wanted.skills.every((skill) => agent.skills.includes(skill))) return 'lacksSkills';
  if (!speaks(agent, wanted.language)) return 'otherLanguage';
  return wanted.excluded.includes(agent.id) ? 'declined' : null;
}

function unavailable(agent: Agent): LeftOut | null {
  return agent.presence === 'online' ? null : agent.presence;
}

/** Regions do not divide speakers: somebody who lists `en` can be given an `en-GB` customer. */
function speaks(agent: Agent, language: string | null): boolean {
  if (language === null || agent.languages.length === 0) return true;
  return agent.languages.some((spoken) => primary(spoken) === primary(language));
}

function primary(language: string): string {
  return language.split('-')[0]!.toLowerCase();
}

function prefer(
  wanted: Wanted,
  free: readonly Agent[],
  leftOut: Map<string, LeftOut>,
): { holder: string; reason: ChoiceReason } | null {
  const known = affinity(wanted, free);
  if (known !== null) {
    for (const agent of free) if (agent.id !== known.holder) leftOut.set(agent.id, 'notTheCustomersAgent');
    return known;
  }
  const [best, ...others] = [...free].sort(byPreference);
  if (best === undefined) return null;
  for (const other of others) leftOut.set(other.id, outranked(best, other));
  return {
    holder: best.id,
    reason: others[0] === undefined ? 'onlyCandidate' : WHY[outranked(best, others[0])],
  };
}

/** An absent or overloaded acquaintance is no reason to wait: only those who could take the case count. */
function affinity(wanted: Wanted, free: readonly Agent[]): { holder: string; reason: ChoiceReason } | null {
  const isFree = (id: string | null): id is string => id !== null && free.some((agent) => agent.id === id);
  if (isFree(wanted.firstResponsible)) return { holder: wanted.firstResponsible, reason: 'firstResponsible' };
  if (isFree(wanted.lastAgent)) return { holder: wanted.lastAgent, reason: 'customersLastAgent' };
  return null;
}

function byPreference(a: Agent, b: Agent): number {
  return headroom(b) - headroom(a) || a.idleSince - b.idleSince || byDeclaration(a, b);
}

function byDeclaration(a: Agent, b: Agent): number {
  return a.declaredOrder - b.declaredOrder || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

type Outranked = 'lessHeadroom' | 'idleForLess' | 'declaredLater';
const WHY: Readonly<Record<Outranked, ChoiceReason>> = {
  lessHeadroom: 'mostHeadroom',
  idleForLess: 'longestIdle',
  declaredLater: 'declaredFirst',
};

function outranked(best: Agent, other: Agent): Outranked {
  if (headroom(other) < headroom(best)) return 'lessHeadroom';
  return other.idleSince > best.idleSince ? 'idleForLess' : 'declaredLater';
}

/** What came closest: capacity was missing, or only presence, or there is nobody who may. */
function stallReason(reasons: readonly LeftOut[]): StallReason {
  if (reasons.includes('full')) return 'nobodyHasCapacity';
  if (reasons.includes('away') || reasons.includes('offline')) return 'nobodyPresent';
  return reasons.some((reason) => reason !== 'otherTeam') ? 'nobodyEligible' : 'teamHasNobody';
}
