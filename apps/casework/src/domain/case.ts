import type {
  Actor,
  Attachment,
  CaseOpened,
  CasePersonal,
  CaseStatus,
  Channel,
  Outcome,
  PackRef,
} from '@caseloop/contracts';
import type { CaseEvent } from './events.js';
import { EVOLUTIONS, openedCase } from './evolutions.js';
import type { Work } from './work.js';

/** What was known at registration and never changes. */
export type CaseOrigin = Pick<
  CaseOpened,
  | 'source'
  | 'channel'
  | 'scene'
  | 'typeProposed'
  | 'urgencyProposed'
  | 'occurredAt'
  | 'connectedAt'
  | 'serviceEndedAt'
  | 'expectedBy'
  | 'partner'
  | 'externalRef'
  | 'customer'
  | 'facts'
  | 'emotion'
  | 'product'
  | 'orderNo'
  | 'linkedServiceNo'
  | 'background'
  | 'device'
  | 'readBackConfirmed'
  | 'agentNo'
>;

export interface Plan {
  readonly planId: string;
  readonly cycle: number;
  readonly date: string;
  readonly eta: string;
  readonly progressChannel: Channel;
  readonly proposedAt: number;
  readonly acceptedAt: number | null;
}
/** A promise that is neither kept nor given up; a renegotiated one has its new due time. */
export interface OpenPromise {
  readonly promiseId: string;
  readonly dueAt: string;
}
export interface Escalation {
  readonly escalationId: string;
  readonly to: string;
  readonly cause: 'person' | 'clock' | 'urgency' | 'dissatisfaction';
  readonly at: number;
  readonly clockId?: string;
  readonly metric?: string;
  readonly level?: number;
  readonly acknowledgedAt: number | null;
  readonly acknowledgedBy: string | null;
}
export interface Rating {
  readonly ratingId: string;
  readonly cycle: number;
  readonly score?: number;
  readonly scale: string;
  readonly band: string;
  readonly sentiment: 'positive' | 'neutral' | 'negative';
  readonly at: number;
  readonly by: Actor;
}
/** Those of the request have no id of their own. */
export type CaseAttachment = Attachment & { readonly attachmentId?: string; readonly at: number };

/** What is known of persons, and what was written about tasks, extensions and the customer's part, by their ids. */
export type CaseTexts =
  | (NonNullable<CasePersonal> & {
      readonly texts?: Readonly<Record<string, string | readonly string[]>>;
    })
  | null;

/**
 * A case as its events have made it. Instants in epoch milliseconds, but for those that were only stated by
 * somebody (RFC 3339 texts). `version` is the number of its events, that is the sequence of the last one.
 */
export interface CaseState extends Work {
  readonly id: string;
  readonly number: string;
  readonly requestId: string;
  readonly unit: string;
  readonly pack: PackRef;
  readonly version: number;
  readonly cycle: number;
  readonly status: CaseStatus;
  readonly outcome: Outcome | null;
  readonly type: string;
  readonly urgency: string;
  readonly rule: string | null;
  readonly team: string | null;
  readonly holder: string | null;
  readonly firstResponsible: string | null;
  readonly openedAt: number;
  readonly assignedAt: number | null;
  readonly resumeAt: number | null;
  readonly resolvedAt: number | null;
  readonly closedAt: number | null;
  readonly archiveAt: number | null;
  /** The cycle in which the latest solution was given; 0 before the first. */
  readonly solvedCycle: number;
  readonly origin: CaseOrigin;
  readonly plan: Plan | null;
  readonly promises: readonly OpenPromise[];
  readonly escalations: readonly Escalation[];
  readonly ratings: readonly Rating[];
  readonly attachments: readonly CaseAttachment[];
  readonly personal: CaseTexts;
}

/** The case that an opening event makes. */
export function opened(caseId: string, event: CaseEvent): CaseState {
  if (event.type !== 'case.opened.v1')
    throw new TypeError(`a case begins with case.opened.v1, not ${event.type}`);
  return openedCase(caseId, event);
}

/** The case after one more event. Knows nothing of rules: what happened, happened. */
export function evolve(state: CaseState, event: CaseEvent): CaseState {
  const change = EVOLUTIONS[event.type] as (
    state: CaseState,
    data: unknown,
    at: number,
  ) => Partial<CaseState>;
  return {
    ...state,
    ...change(state, event.data, event.time),
    version: state.version + 1,
    status: event.data.status,
    cycle: event.data.cycle,
  };
}
