import type { CaseStatus, EventType } from '@caseloop/contracts';
import type { ClockDefinition, Pack } from '@caseloop/policy';
import { type CalendarSpec, HOUR, MINUTE, parseInstant } from '@caseloop/service-time';
import type { Fact } from '../src/domain/facts.js';

/** A Monday, 09:00 in Shanghai: when the cases of these tests are opened. */
export const OPENED = parseInstant('2026-11-23T09:00:00+08:00');

/** An instant some hours and minutes after the opening. */
export function after(hours: number, minutes = 0): number {
  return OPENED + hours * HOUR + minutes * MINUTE;
}

/** A clock of a pack: a resolution within 4 hours round the clock, except for what the test says. */
export function aClock(parts: Partial<ClockDefinition> = {}): ClockDefinition {
  const metric = parts.metric ?? 'resolution';
  return {
    id: metric,
    metric,
    label: { 'zh-CN': metric, en: metric },
    match: {},
    starts: [{ on: 'case.opened.v1', match: {} }],
    stops: [{ on: 'case.resolved.v1', match: {} }],
    resets: [],
    cancels: [],
    pausesWhile: [],
    target: { duration: 'PT4H' },
    runs: '24x7',
    cadence: 'none',
    warn: [],
    escalate: [],
    retarget: 'fromStart',
    ...parts,
  };
}

export const OFFICE_HOURS = '09:00-12:00 13:30-18:00'.split(' ');

/** A pack of which nothing but the clocks matters. */
export function aPack(...clocks: readonly ClockDefinition[]): Pack {
  const week = {
    mon: OFFICE_HOURS,
    tue: OFFICE_HOURS,
    wed: OFFICE_HOURS,
    thu: OFFICE_HOURS,
    fri: OFFICE_HOURS,
  };
  return {
    name: 'test',
    version: '1',
    zone: 'Asia/Shanghai',
    urgencies: [{ id: 'normal' }, { id: 'urgent' }],
    calendars: { office: { zone: 'Asia/Shanghai', week } },
    clocks,
  } as unknown as Pack;
}

/** Another version of a pack, with other clocks and, where they are given, other hours of the office. */
export function nextVersion(
  pack: Pack,
  version: string,
  clocks: readonly ClockDefinition[],
  office: Partial<CalendarSpec> = {},
): Pack {
  const calendars = { office: { ...pack.calendars['office']!, ...office } };
  return { ...pack, version, clocks, calendars };
}

/** A version of the pack was applied to open cases too. */
export function published(version: string, time: number, sequence = Number(version)): Fact {
  return {
    source: 'caseloop/policies',
    sequence,
    type: 'policy.published.v1',
    time,
    data: { version },
  };
}

/** The story of a case as casework and notifications tell it: each line is the next fact of its source. */
export class CaseStory {
  readonly facts: Fact[] = [];
  private status: CaseStatus = 'registered';
  private cycle = 1;
  private urgency: string;
  private reported = 0;

  constructor(
    opening: { readonly urgency?: string; readonly data?: Readonly<Record<string, unknown>> } = {},
  ) {
    this.urgency = opening.urgency ?? 'normal';
    const data = {
      type: 'productFault',
      urgency: this.urgency,
      source: 'customer',
      channel: 'phone',
      facts: {},
    };
    this.then('case.opened.v1', OPENED, { ...data, ...opening.data });
  }

  /** A fact of casework; `status` when the case is in another state after it. */
  then(
    type: EventType,
    time: number,
    data: Readonly<Record<string, unknown>> = {},
    status?: CaseStatus,
  ): this {
    this.status = status ?? this.status;
    const sequence = this.facts.filter(({ source }) => source === 'caseloop/casework').length + 1;
    const by = { kind: 'agent', id: 'wu' };
    const all = { by, status: this.status, cycle: this.cycle, ...data };
    this.facts.push({ source: 'caseloop/casework', sequence, type, time, data: all });
    return this;
  }

  told(template: string, time: number): this {
    const data = { template, to: 'customer' };
    const sequence = (this.reported += 1);
    const type = 'notification.handed_over.v1';
    this.facts.push({ source: 'caseloop/notifications', sequence, type, time, data });
    return this;
  }

  taken(time: number): this {
    return this.then('case.taken.v1', time, { holder: 'wu' }, 'inProgress');
  }

  contacted(
    time: number,
    data: Readonly<Record<string, unknown>> = { direction: 'out', purpose: 'update' },
  ): this {
    return this.then('case.contacted.v1', time, data, 'inProgress');
  }

  waits(time: number, status: 'waitingCustomer' | 'waitingThirdParty' = 'waitingCustomer'): this {
    return this.then('case.waiting.v1', time, {}, status);
  }

  resumed(time: number): this {
    return this.then('case.resumed.v1', time, {}, 'inProgress');
  }

  resolved(time: number): this {
    return this.then('case.resolved.v1', time, {}, 'resolved');
  }

  reopened(time: number): this {
    this.cycle += 1;
    return this.then('case.reopened.v1', time, {}, 'inProgress');
  }

  closed(time: number, outcome = 'satisfied'): this {
    return this.then('case.closed.v1', time, { outcome }, 'closed');
  }

  assigned(time: number, team: string): this {
    return this.then('case.assigned.v1', time, { team, holder: 'wu' }, 'assigned');
  }

  transferred(time: number, team: string, fromTeam: string): this {
    return this.then('case.transferred.v1', time, { team, fromTeam, holder: null }, 'assigned');
  }

  /** More time for a clock: granted until `to`, or refused where that is null. */
  decided(time: number, clockId: string, to: number | null): this {
    const granted = to === null ? { granted: false } : { granted: true, dueAt: new Date(to).toISOString() };
    return this.then('case.extension_decided.v1', time, { extensionId: `of-${time}`, clockId, ...granted });
  }

  linked(time: number, as: string, openedAt: number): this {
    return this.then('case.linked.v1', time, { as, openedAt: new Date(openedAt).toISOString() });
  }

  /** A step of a clock's ladder became an escalation, and `acknowledgedAt` somebody took note of it. */
  escalated(time: number, clockId: string, level: number, acknowledgedAt: number): this {
    const escalationId = `${clockId}-${level}`;
    this.then('case.escalated.v1', time, { escalationId, clockId, level, to: 'supervisor' });
    return this.then('case.escalation_acknowledged.v1', acknowledgedAt, { escalationIds: [escalationId] });
  }

  reclassified(time: number, urgency: string, type = 'productFault'): this {
    const urgencyBefore = this.urgency;
    this.urgency = urgency;
    const data = { type, typeBefore: 'productFault', urgency, urgencyBefore };
    return this.then('case.reclassified.v1', time, data);
  }
}
