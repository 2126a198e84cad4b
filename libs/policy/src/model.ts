import type { CaseStatus, EventType, Language, RequestSource, TemplateName } from '@caseloop/contracts';
import type { CalendarSpec, Target } from '@caseloop/service-time';

/** A pack as the services use it: read, checked, immutable. What the YAML files say, with defaults filled in. */
export interface Pack {
  readonly name: string;
  /** Hash of the content of the files. */
  readonly version: string;
  readonly unit: string;
  readonly locale: Language;
  readonly zone: string;
  readonly title: Labels;
  /** Where requests under this standard may come from. */
  readonly sources: readonly RequestSource[];
  readonly types: readonly CaseType[];
  /** From the least to the most urgent. */
  readonly urgencies: readonly Urgency[];
  readonly facts: Readonly<Record<string, FactDeclaration>>;
  readonly teams: readonly Named[];
  readonly roles: readonly Role[];
  readonly forms: readonly Form[];
  readonly classification: readonly ClassificationRule[];
  readonly routing: readonly RoutingRule[];
  readonly clocks: readonly ClockDefinition[];
  readonly calendars: Readonly<Record<string, CalendarSpec>>;
  readonly escalations: readonly EscalationRule[];
  readonly notices: readonly NoticeRule[];
  /** When customers are not called, texted or pushed. Null: there are no such hours. */
  readonly quietHours: QuietHours | null;
  readonly templates: Readonly<Partial<Record<TemplateName, Readonly<Record<Language, Template>>>>>;
  readonly satisfaction: Satisfaction;
  readonly closing: Closing;
  readonly numbering: Numbering;
  /** The organisation's own words for the states, e.g. {"resolved": {"zh-CN": "已解决"}}. */
  readonly statusWords: Readonly<Partial<Record<CaseStatus, Labels>>>;
}

export type Labels = Readonly<Record<Language, string>>;
export interface Named {
  readonly id: string;
  readonly label: Labels;
}
export interface CaseType extends Named {
  readonly code?: string;
  readonly scenes: readonly string[];
  readonly sop?: string;
}
export interface Urgency extends Named {
  readonly sop?: string;
}
/** A supervisory role is offered work only where a routing rule names it. */
export interface Role extends Named {
  readonly supervisory: boolean;
}
export interface FactDeclaration {
  readonly type: 'boolean' | 'number' | 'string';
  readonly values?: readonly string[];
  readonly label: Labels;
}

export type Scalar = string | number | boolean;
/** One field's condition: equal to a value, one of several, none of several, or within bounds. */
export type Condition =
  | Scalar
  | { readonly in: readonly Scalar[] }
  | { readonly notIn: readonly Scalar[] }
  | { readonly gt?: number; readonly gte?: number; readonly lt?: number; readonly lte?: number }
  | { readonly present: boolean };
/** All fields must match. Keys are paths of the input: `type`, `urgency`, `facts.safetyRisk`, `customer.memberTier`. */
export type Match = Readonly<Record<string, Condition>>;
/** A structured match and, beside it, an optional CEL expression over the same input. */
export interface When {
  readonly match: Match;
  readonly when?: string;
}
/** What rules are matched against: nested plain data. A list matches when one of its elements does. */
export type RuleInput = Readonly<Record<string, unknown>>;

interface Rule extends When {
  readonly id: string;
  readonly sop?: string;
}

/** Which fields a request must have, by JSON pointer into the request, e.g. `/customer/phone`. */
export interface Form extends Rule {
  readonly title: Labels;
  readonly required: readonly string[];
  /** Groups of fields of which at least one must be there, e.g. a way to reach the customer. */
  readonly requiredOneOf: readonly (readonly string[])[];
}
/** The first rule that matches and says a type decides the type; the same for the urgency. */
export interface ClassificationRule extends Rule {
  readonly type?: string;
  readonly urgency?: string;
}
/** The first rule that matches decides. `role` narrows the team's agents to those with that role. */
export interface RoutingRule extends Rule {
  readonly team: string;
  readonly role?: string;
  readonly skills: readonly string[];
}

/** An event of the case, with conditions on its data (`by.kind: agent`, `direction: out`, `template: planNotice`). */
export interface EventCondition {
  readonly on: EventType;
  readonly match: Match;
}
/** `none`: nothing is promised, the clock only measures. */
export type ClockTarget = Target | { readonly at: string } | { readonly none: true };
export interface ClockWarning {
  readonly id: string;
  /** Share of the target that has run, 1-99; or a duration before the due time. */
  readonly percent?: number;
  readonly before?: string;
}
export interface EscalationLevel {
  readonly level: number;
  /** ISO 8601 duration after the due time; `PT0S` is the breach itself. */
  readonly after: string;
  readonly to: string;
  /** Told again so long after the time before, at most `limit` times, until somebody acknowledges it. */
  readonly again?: { readonly every: string; readonly limit: number };
}
/**
 * The definition in force for a metric is the first one that matches the case. A start while an instance of the
 * metric (and `per`) is open does nothing.
 */
export interface ClockDefinition extends Rule {
  readonly metric: string;
  readonly label: Labels;
  readonly starts: readonly EventCondition[];
  readonly stops: readonly EventCondition[];
  readonly resets: readonly EventCondition[];
  readonly cancels: readonly EventCondition[];
  readonly pausesWhile: readonly CaseStatus[];
  readonly target: ClockTarget;
  /** `24x7`, or the name of one of the pack's calendars. */
  readonly runs: string;
  readonly cadence: 'none' | 'afterEach' | 'grid';
  readonly warn: readonly ClockWarning[];
  readonly escalate: readonly EscalationLevel[];
  readonly retarget: 'fromStart' | 'fromNow' | 'tighter';
  readonly from?: 'occurredAt' | 'serviceEndedAt';
  /**
   * The field of the starting event that tells parallel instances apart, e.g. `promiseId`. `team` is the team that has
   * the case: its clock is ended by what gives the case to another one.
   */
  readonly per?: string;
}

/** What is escalated without a clock: at registration, on dissatisfaction. */
export interface EscalationRule extends Rule {
  readonly on: EventCondition;
  readonly to: string;
  readonly cause: 'urgency' | 'dissatisfaction';
  readonly reason: Labels;
}

/** Who is told what, when: `to` is `customer`, `holder`, `firstResponsible`, `target` (of an escalation) or a role. */
export interface NoticeRule extends Rule {
  readonly on: EventCondition;
  readonly to: string;
  readonly template: TemplateName;
  readonly minChannels: number;
}
/**
 * Hours in the pack's zone in which no customer's phone is made to ring: `HH:MM`, `from` belongs to them and `to` does
 * not; over midnight where `to` is the earlier one.
 */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
  /** Urgencies of cases whose messages go out all the same. */
  readonly exceptFor: readonly string[];
}

/** Liquid texts. `subject` only where the channel has one. */
export interface Template {
  readonly subject?: string;
  readonly body: string;
}

export interface SatisfactionBand extends Named {
  /** Raw scores that belong to the band; empty for a scale of words, where the band is what was said. */
  readonly scores: readonly number[];
  readonly sentiment: 'positive' | 'neutral' | 'negative';
  /** What a rating in this band does to a resolved case. */
  readonly then: 'confirm' | 'reopen' | 'none';
  /** The role that leads the next cycle. */
  readonly lead?: string;
  readonly sop?: string;
}
export interface Satisfaction {
  readonly scale: string;
  readonly bands: readonly SatisfactionBand[];
  readonly reasonRequiredFor: readonly string[];
  readonly surveyExpiresAfter: string;
}
export interface Closing {
  /** What must be there before `close`: `solution`, `rating`, `confirmation`, `attachment:document`, ... */
  readonly requires: readonly string[];
  readonly archiveAfter: string;
  readonly reopenWithin: string;
  /** After this the confirmation lapses; reminders go out at these times after `resolved`. Null: it never lapses. */
  readonly lapse: { readonly after: string; readonly reminders: readonly string[] } | null;
}
export interface Numbering {
  /** e.g. `SH-{yyyy}-{seq:6}`; `{yyyymmdd}`, `{typeCode}`, `{unit}`. */
  readonly pattern: string;
}
