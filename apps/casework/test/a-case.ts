import type { Actor, ClockState, EventData, RequestAccepted } from '@caseloop/contracts';
import type { Pack } from '@caseloop/policy';
import { type CaseState, evolve, opened } from '../src/domain/case.js';
import { open } from '../src/domain/classifying.js';
import type { Command, CommandFields, CommandName } from '../src/domain/commands.js';
import type { ClockFact, Context } from '../src/domain/context.js';
import { complete, decide } from '../src/domain/decide.js';
import type { CaseEvent } from '../src/domain/events.js';
import { assign } from '../src/domain/holding.js';
import { Refusal } from '../src/domain/refusal.js';

/** Monday, 09:00 in Shanghai. */
export const OPENED_AT = Date.parse('2026-11-23T01:00:00.000Z');
export const CASE_ID = '0190f000-0000-7000-8000-000000000001';
export const OTHER_ID = '0190f000-0000-7000-8000-000000000002';
/** A clock sla may have reported of the case. */
export const CLOCK_ID = '0190f000-0000-7000-8000-0000000000c1';
export const WU: Actor = { kind: 'agent', id: 'wu' };
export const CUSTOMER: Actor = { kind: 'customer', id: 'customer' };
export const ROUTING: Actor = { kind: 'system', id: 'routing' };

const both = (text: string) => ({ 'zh-CN': text, en: text });
const named = (id: string) => ({ id, label: both(id) });

/** What the rules of casework read of a pack; everything else is empty. */
export const PACK: Pack = {
  name: 'sample',
  version: 'v1',
  unit: 'acme',
  locale: 'en',
  zone: 'Asia/Shanghai',
  sources: ['customer'],
  title: both('Sample'),
  types: [
    { ...named('productFault'), scenes: [] },
    { ...named('other'), scenes: [] },
  ],
  urgencies: [named('normal'), named('urgent')],
  facts: {},
  teams: [named('techSupport'), named('development')],
  roles: [
    { ...named('supervisor'), supervisory: true },
    { ...named('manager'), supervisory: true },
  ],
  forms: [],
  classification: [{ id: 'S2-05', match: {}, sop: 'S2-05', urgency: 'urgent' }],
  routing: [{ id: 'S2-09', match: { type: 'productFault' }, team: 'techSupport', skills: [] }],
  clocks: [],
  calendars: {},
  escalations: [
    {
      id: 'S2-07',
      match: { urgency: 'urgent' },
      on: { on: 'case.classified.v1', match: {} },
      to: 'supervisor',
      cause: 'urgency',
      reason: both('urgent'),
    },
  ],
  notices: [],
  templates: {},
  satisfaction: {
    scale: 'threeWords',
    bands: [
      { ...named('satisfied'), scores: [3], sentiment: 'positive', then: 'confirm' },
      { ...named('mostlySatisfied'), scores: [2], sentiment: 'neutral', then: 'confirm' },
      { ...named('dissatisfied'), scores: [1], sentiment: 'negative', then: 'reopen', lead: 'supervisor' },
    ],
    reasonRequiredFor: ['dissatisfied'],
    surveyExpiresAfter: 'P7D',
  },
  closing: {
    requires: ['solution', 'confirmation'],
    archiveAfter: 'P7D',
    reopenWithin: 'P7D',
    lapse: { after: 'PT72H', reminders: [] },
  },
  quietHours: null,
  numbering: { pattern: 'SH-{yyyy}-{seq:6}' },
  statusWords: {},
};

export function anAcceptedRequest(overrides: Partial<RequestAccepted> = {}): RequestAccepted {
  return {
    requestId: '0190f000-0000-7000-8000-0000000000aa',
    key: 'k-1',
    caseId: CASE_ID,
    caseNumber: 'SH-2026-000001',
    transport: 'http',
    unit: 'acme',
    pack: { name: PACK.name, version: PACK.version },
    source: 'customer',
    channel: 'phone',
    type: 'productFault',
    urgency: 'normal',
    occurredAt: '2026-11-23T00:55:00.000Z',
    partner: 'dev',
    customer: { id: '0190f000-0000-7000-8000-0000000000cc' },
    facts: {},
    emotion: [],
    attachments: [],
    personal: {
      customer: { name: 'A', phone: '13800001234', email: 'anna@example.com' },
      verbatim: 'line stopped',
    },
    ...overrides,
  };
}

/** Predictable ids: `00000000-0000-7000-8000-000000000001` and on. */
export function idsInOrder(): () => string {
  let next = 0;
  return () => `00000000-0000-7000-8000-${String((next += 1)).padStart(12, '0')}`;
}

export function aContext(overrides: Partial<Context> = {}): Context {
  const at = overrides.at ?? overrides.now ?? OPENED_AT;
  return { pack: PACK, now: at, by: WU, newId: idsInOrder(), clocks: {}, other: null, ...overrides, at };
}

/** A case as a story: each step is decided on what the ones before have made of it. */
export class Story {
  readonly events: CaseEvent[] = [];
  now = OPENED_AT;
  state!: CaseState;
  /** The case a command names beside this one. */
  other: CaseState | null = null;
  private id = CASE_ID;
  private readonly newId = idsInOrder();

  constructor(
    readonly pack: Pack = PACK,
    readonly clocks: Record<string, ClockFact> = {},
  ) {}

  /** Another case, known to this one's commands as `other`. */
  beside(other: CaseState): this {
    this.other = other;
    return this;
  }

  /** Sla has reported a clock that runs until `dueAt`, epoch milliseconds. */
  timed(dueAt: number, state: ClockState = 'running'): this {
    this.clocks[CLOCK_ID] = { metric: 'resolution', state, dueAt, isBreached: false };
    return this;
  }

  static opened(request: Partial<RequestAccepted> = {}, pack: Pack = PACK): Story {
    const story = new Story(pack);
    story.id = request.caseId ?? CASE_ID;
    const context = story.context({ kind: 'system', id: 'intake' });
    story.tell(complete(open(anAcceptedRequest(request), context), context));
    return story;
  }

  /** Registered, offered to Wu. */
  static assigned(request: Partial<RequestAccepted> = {}): Story {
    return Story.opened(request).offer('wu');
  }

  /** Taken by Wu. */
  static inProgress(request: Partial<RequestAccepted> = {}): Story {
    return Story.assigned(request).done('take', {});
  }

  static resolved(request: Partial<RequestAccepted> = {}): Story {
    return Story.inProgress(request).done('resolve', { solution: 'module replaced' });
  }

  offer(holder: string | null, at = this.now): this {
    const decisionId = '00000000-0000-7000-8000-00000000d001';
    const context = this.context(ROUTING, at);
    return this.tell(
      complete(assign(this.state, { team: 'techSupport', holder, decisionId }, context), context),
    );
  }

  /** Lets time pass, in milliseconds. */
  later(ms: number): this {
    this.now += ms;
    return this;
  }

  decide<N extends CommandName>(
    name: N,
    fields: CommandFields[N],
    { by = WU, ...said }: { by?: Actor; at?: number; expectedVersion?: number } = {},
  ): readonly CaseEvent[] | Refusal {
    const command = { name, fields, expectedVersion: this.state.version, ...said } as unknown as Command;
    return decide(this.state, command, this.context(by));
  }

  /** Does it; fails when it is refused. */
  done<N extends CommandName>(
    name: N,
    fields: CommandFields[N],
    said: Parameters<Story['decide']>[2] = {},
  ): this {
    const decision = this.decide(name, fields, said);
    if (decision instanceof Refusal) throw new Error(`${name} was refused: ${decision.message}`);
    return this.tell(decision);
  }

  /** Why it is refused; fails when it is not. */
  refused<N extends CommandName>(
    name: N,
    fields: CommandFields[N],
    said: Parameters<Story['decide']>[2] = {},
  ): Refusal {
    const decision = this.decide(name, fields, said);
    if (!(decision instanceof Refusal)) throw new Error(`${name} was not refused`);
    return decision;
  }

  tell(events: readonly CaseEvent[]): this {
    for (const event of events) {
      this.state = this.state === undefined ? opened(this.id, event) : evolve(this.state, event);
      this.events.push(event);
    }
    return this;
  }

  context(by: Actor, at = this.now): Context {
    const { pack, now, newId, clocks, other } = this;
    return { pack, now, at, by, newId, clocks, other };
  }

  get types(): string[] {
    return this.events.map(({ type }) => type);
  }

  /** The data of the latest event of a type. */
  last<T extends CaseEvent['type']>(type: T): EventData<T> {
    const event = this.events.filter((one) => one.type === type).at(-1);
    if (event === undefined) throw new Error(`nothing of ${type} happened`);
    return event.data as EventData<T>;
  }
}
