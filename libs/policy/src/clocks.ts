import {
  type Calendar,
  type Instant,
  compileCalendar,
  dueAt,
  formatInstant,
  parseInstant,
} from '@caseloop/service-time';
import { conditionHolds, matches } from './match.js';
import type { ClockDefinition, Pack, RuleInput } from './model.js';

/** What a clock definition says when it runs on no calendar. */
export const ALWAYS = '24x7';

const calendars = new WeakMap<Pack, Map<string, Calendar>>();

/** A calendar of the pack, compiled once; null for `24x7`. */
export function compiledCalendar(pack: Pack, name: string): Calendar | null {
  if (name === ALWAYS) return null;
  let compiled = calendars.get(pack);
  if (!compiled) {
    compiled = new Map(Object.entries(pack.calendars).map(([id, spec]) => [id, compileCalendar(spec)]));
    calendars.set(pack, compiled);
  }
  const calendar = compiled.get(name);
  if (!calendar) throw new Error(`pack ${pack.name} has no calendar ${name}`);
  return calendar;
}

/** The definitions that are in force for a case: for each metric the first one that matches. */
export function clocksFor(pack: Pack, input: RuleInput): ClockDefinition[] {
  const byMetric = new Map<string, ClockDefinition>();
  for (const clock of pack.clocks) {
    if (!byMetric.has(clock.metric) && matches(clock, input)) byMetric.set(clock.metric, clock);
  }
  return [...byMetric.values()];
}

/** A promise that begins with the registration, as the receipt tells it. */
export interface RegistrationDue {
  readonly metric: string;
  /** RFC 3339. */
  readonly dueAt: string;
}

/**
 * The promises that a case opened at `at` begins with, earliest first. `input` has the decided type and urgency;
 * `times` has the times of the request that a definition may run `from`.
 */
export function registrationDues(
  pack: Pack,
  input: RuleInput,
  at: Instant,
  times: { readonly occurredAt?: string; readonly serviceEndedAt?: string } = {},
): RegistrationDue[] {
  const data = { ...input, status: 'registered', cycle: 1 };
  const dues: RegistrationDue[] = [];
  for (const clock of clocksFor(pack, input)) {
    if ('at' in clock.target || 'none' in clock.target) continue;
    const starts = clock.starts.some(
      (start) =>
        conditionHolds(start, { type: 'case.opened.v1', data }) ||
        conditionHolds(start, { type: 'case.classified.v1', data }),
    );
    if (!starts) continue;
    const from = clock.from && times[clock.from];
    const start = from === undefined ? at : parseInstant(from);
    const { due } = dueAt({
      calendar: compiledCalendar(pack, clock.runs),
      start,
      target: clock.target,
      pauses: [],
    });
    if (due !== null) dues.push({ metric: clock.metric, dueAt: formatInstant(due) });
  }
  return dues.sort((a, b) => (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : 0));
}
