import type { CaseStatus } from '@caseloop/contracts';
import type { RuleInput } from '@caseloop/policy';

/** Who a case is to be given to, as the pack's rule (or a transfer) says. */
export interface Route {
  /** Null when no rule of the pack matches: somebody has to transfer the case. */
  readonly team: string | null;
  readonly role: string | null;
  readonly skills: readonly string[];
  /** The pack's rule; null after a transfer to a team the rule does not name. */
  readonly rule: string | null;
}

/** A case as far as routing has to know it. A value; each event makes the next one. */
export interface RoutingCase {
  readonly caseId: string;
  /** Null for a case that was opened before routing kept numbers. */
  readonly number: string | null;
  readonly unit: string;
  readonly pack: { readonly name: string; readonly version: string };
  readonly correlationId: string | null;
  readonly openedAt: number;
  readonly status: CaseStatus;
  readonly urgency: string;
  /** Place of the urgency in the pack's list, 0 the least urgent. */
  readonly urgencyRank: number;
  readonly isVip: boolean;
  readonly customerId: string;
  readonly language: string | null;
  /** What rules are matched against, kept so that a reclassified case can be routed anew. */
  readonly input: RuleInput;
  readonly supervisoryRoles: readonly string[];
  readonly route: Route;
  /** Who works the case, or was offered it by routing and has not answered. */
  readonly holder: string | null;
  readonly heldSince: number | null;
  readonly firstResponsible: string | null;
  /** Who was offered the case and declined: not asked again. */
  readonly declinedBy: readonly string[];
  /** Since when somebody is looked for; null while nobody has to be. */
  readonly waitingSince: number | null;
  /** Whether this wait was already said aloud. */
  readonly stalledAt: number | null;
  /** Decisions stored so far: numbers them, so that their ids follow from the case. */
  readonly decisions: number;
}

/** What one case takes of an agent's capacity while they hold it. */
export const CASE_WEIGHT = 1;

const WEIGHS: ReadonlySet<CaseStatus> = new Set([
  'registered',
  'assigned',
  'inProgress',
  'waitingCustomer',
  'waitingThirdParty',
]);

/** Whether the case counts towards its holder's load. An offer that casework has not recorded yet does. */
export function weighs(routed: RoutingCase): boolean {
  return routed.holder !== null && WEIGHS.has(routed.status);
}

/** Whether somebody may still have to be found for a case in this state. */
export function isOpen(status: CaseStatus): boolean {
  return WEIGHS.has(status);
}
