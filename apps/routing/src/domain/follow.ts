import type { AnyEvent, CaseloopEvent, EventType } from '@caseloop/contracts';
import { type Pack, caseInput, routeFor } from '@caseloop/policy';
import { type Route, type RoutingCase, isOpen } from './routing-case.js';

/** Member tier whose cases go first among equally urgent ones. */
const VIP_TIER = 'vip';

type CaseEventType = Extract<EventType, `case.${string}`>;
export type CaseEvent = { [T in CaseEventType]: CaseloopEvent<T> }[CaseEventType];

export function isCaseEvent(event: AnyEvent): event is CaseEvent {
  return event.type.startsWith('case.');
}

/** Events whose effect depends on the case's pack: the handler has to have it at hand. */
export function needsPack(event: AnyEvent): boolean {
  return event.type === 'case.opened.v1' || event.type === 'case.reclassified.v1';
}

/** A new case, waiting for somebody from its first moment. */
export function open(event: CaseloopEvent<'case.opened.v1'>, pack: Pack): RoutingCase {
  const { data } = event;
  const openedAt = Date.parse(event.time);
  const input = caseInput(data);
  return {
    caseId: event.subject,
    number: data.number,
    unit: data.unit,
    pack: { name: data.pack.name, version: data.pack.version },
    correlationId: event.correlationid ?? null,
    openedAt,
    status: data.status,
    urgency: data.urgency,
    urgencyRank: rankOf(pack, data.urgency),
    isVip: data.customer.memberTier?.toLowerCase() === VIP_TIER,
    customerId: data.customer.id,
    language: data.customer.language ?? null,
    input,
    supervisoryRoles: pack.roles.filter((role) => role.supervisory).map((role) => role.id),
    route: ruled(pack, input),
    holder: null,
    heldSince: null,
    firstResponsible: null,
    declinedBy: [],
    waitingSince: openedAt,
    stalledAt: null,
    decisions: 0,
  };
}

/** The case after one more event of its stream. `pack` is the case's, where `needsPack` asked for it. */
export function follow(routed: RoutingCase, event: CaseEvent, pack: Pack | null): RoutingCase {
  const next = applied({ ...routed, status: event.data.status }, event, pack, Date.parse(event.time));
  return isOpen(next.status) ? next : { ...next, waitingSince: null, stalledAt: null };
}

function applied(routed: RoutingCase, event: CaseEvent, pack: Pack | null, at: number): RoutingCase {
  switch (event.type) {
    case 'case.assigned.v1':
    case 'case.taken.v1':
      return held(routed, event.data.team, event.data.holder, at);
    case 'case.transferred.v1':
      return held(routed, event.data.team, event.data.holder, at);
    case 'case.declined.v1':
      return {
        ...held(routed, event.data.team, null, at),
        declinedBy: [...new Set([...routed.declinedBy, event.data.holder])],
      };
    case 'case.contacted.v1':
      return contacted(routed, event, at);
    case 'case.reclassified.v1':
      return pack === null ? routed : reclassified(routed, event, pack);
    default:
      return routed;
  }
}

/** A case without a holder waits. The same holder again changes nothing: an offer routing made is thus confirmed. */
function held(routed: RoutingCase, team: string | null, holder: string | null, at: number): RoutingCase {
  const route = team === null || team === routed.route.team ? routed.route : toTeam(team);
  if (holder === null) {
    return { ...routed, route, holder: null, heldSince: null, waitingSince: at, stalledAt: null };
  }
  const heldSince = holder === routed.holder ? routed.heldSince : at;
  return { ...routed, route, holder, heldSince, waitingSince: null, stalledAt: null };
}

/** Whoever speaks to the customer of a case that nobody holds has taken it. */
function contacted(routed: RoutingCase, event: CaseloopEvent<'case.contacted.v1'>, at: number): RoutingCase {
  const { by, status, firstResponsible } = event.data;
  const known = { ...routed, firstResponsible: firstResponsible ?? routed.firstResponsible };
  const hasBegun = routed.holder === null && by.kind === 'agent' && status === 'inProgress';
  return hasBegun ? held(known, null, by.id, at) : known;
}

/** Urgency moves a case in the queue; the type may send it to another team, as long as nobody works it. */
function reclassified(
  routed: RoutingCase,
  event: CaseloopEvent<'case.reclassified.v1'>,
  pack: Pack,
): RoutingCase {
  const { type, urgency } = event.data;
  const input = { ...routed.input, type, urgency };
  const route = routed.waitingSince === null ? routed.route : ruled(pack, input);
  const stalledAt = route.team === routed.route.team ? routed.stalledAt : null;
  return { ...routed, input, urgency, urgencyRank: rankOf(pack, urgency), route, stalledAt };
}

/** The pack's rule; role and skills are its conditions on whoever gets the case. */
function ruled(pack: Pack, input: RoutingCase['input']): Route {
  const rule = routeFor(pack, input);
  return rule === null
    ? { team: null, role: null, skills: [], rule: null }
    : { team: rule.team, role: rule.role ?? null, skills: rule.skills, rule: rule.id };
}

/** A person sent the case elsewhere than the rule does: its role and skills say nothing about that team. */
function toTeam(team: string): Route {
  return { team, role: null, skills: [], rule: null };
}

function rankOf(pack: Pack, urgency: string): number {
  return pack.urgencies.findIndex(({ id }) => id === urgency);
}
