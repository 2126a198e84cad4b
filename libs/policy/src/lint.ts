import type { CaseStatus, EventType } from '@caseloop/contracts';
import { parseDuration } from '@caseloop/service-time';
import type { FindingCode } from './finding.js';
import type { ClockDefinition, Condition, EventCondition, Match, Pack, Scalar, When } from './model.js';
import type { Place } from './place.js';

/** The events that change the state of a case, with the states they lead to. */
const STATES_AFTER: Readonly<Partial<Record<EventType, readonly CaseStatus[]>>> = {
  'case.opened.v1': ['registered'],
  'case.assigned.v1': ['assigned'],
  'case.transferred.v1': ['assigned'],
  'case.declined.v1': ['registered'],
  'case.taken.v1': ['inProgress'],
  'case.waiting.v1': ['waitingCustomer', 'waitingThirdParty'],
  'case.resumed.v1': ['inProgress'],
  'case.reopened.v1': ['inProgress'],
  'case.resolved.v1': ['resolved'],
  'case.confirmed.v1': ['confirmed'],
  'case.unresolvable.v1': ['unresolvable'],
  'case.closed.v1': ['closed'],
  'case.archived.v1': ['archived'],
};

/** Where a rule stands in its file. */
export type PlaceOf = (rule: object) => Place;

/**
 * What reads well and yet cannot be meant. Runs on a pack whose parts are right one by one. Warnings all of them: the
 * lint may grow stricter, and that must never make a version unreadable that cases were opened under.
 */
export function lint(pack: Pack, placeOf: PlaceOf): void {
  const { classification, routing, clocks } = pack;
  reportUnreachable(
    classification.filter(({ type }) => type !== undefined),
    placeOf,
  );
  reportUnreachable(
    classification.filter(({ urgency, type }) => urgency !== undefined && type === undefined),
    placeOf,
  );
  reportUnreachable(routing, placeOf);
  for (const metric of new Set(clocks.map((clock) => clock.metric))) {
    reportUnreachable(
      clocks.filter((clock) => clock.metric === metric),
      placeOf,
    );
  }
  for (const clock of clocks) lintClock(clock, placeOf(clock));
}

/** The first rule that matches decides, so what follows a wider one never does. */
function reportUnreachable(rules: readonly (When & { readonly id: string })[], placeOf: PlaceOf): void {
  rules.forEach((rule, index) => {
    const wider = rules.slice(0, index).find((earlier) => isWider(earlier, rule));
    if (!wider) return;
    const [zh, en] = [
      `规则“${wider.id}”已包含此规则`,
      `never reached: "${wider.id}" comes first and covers it`,
    ];
    placeOf(rule).report('unreachableRule', zh, en, 'warning');
  });
}

function isWider(earlier: When, later: When): boolean {
  return earlier.when === undefined && covers(earlier.match, later.match);
}

/** What fulfils `narrow` fulfils `wide`: each condition of `wide` follows from the one of `narrow` on that field. */
function covers(wide: Match, narrow: Match): boolean {
  return Object.entries(wide).every(
    ([path, condition]) => narrow[path] !== undefined && follows(condition, narrow[path]),
  );
}

function follows(wide: Condition, narrow: Condition): boolean {
  if (JSON.stringify(wide) === JSON.stringify(narrow)) return true;
  const [accepted, given] = [wordsOf(wide), wordsOf(narrow)];
  return accepted !== null && given !== null && given.every((word) => accepted.includes(word));
}

/** The values a condition accepts, where it lists them. */
function wordsOf(condition: Condition): readonly Scalar[] | null {
  if (typeof condition !== 'object') return [condition];
  return 'in' in condition ? condition.in : null;
}

function lintClock(clock: ClockDefinition, place: Place): void {
  const { starts, stops, cancels, pausesWhile, escalate, warn, target } = clock;
  const warnOf = (code: FindingCode, zh: string, en: string): void => place.report(code, zh, en, 'warning');
  for (const start of starts) {
    if ([...stops, ...cancels].some((end) => includes(end, start))) {
      const zh = `开始事件 ${start.on} 同时结束计时，计时永不运行`;
      warnOf('deadClock', zh, `${start.on} starts it and ends it at once: it never runs`);
    }
    const paused = statesAfter(start).filter((status) => (pausesWhile as readonly string[]).includes(status));
    if (paused.length > 0) {
      const zh = `事件 ${start.on} 之后案件处于 ${paused.join('、')}，计时一开始即暂停`;
      warnOf('deadClock', zh, `after ${start.on} the case is ${paused.join(' or ')}: it starts paused`);
    }
  }
  const offsets = escalate.map(({ after }) => parseDuration(after));
  if (offsets.some((offset, index) => index > 0 && offset < offsets[index - 1]!)) {
    warnOf('unorderedLevels', '升级级别须按时间先后排列', 'levels of escalation follow each other in time');
  }
  if (warn.length === 0 && !('none' in target)) {
    warnOf('unwarnedClock', '该计时没有预警', 'the clock warns nobody before it is due');
  }
}

/** The states in which a case may be after an event; none for an event that leaves the state as it is. */
function statesAfter({ on, match }: EventCondition): readonly string[] {
  const said = match['status'] === undefined ? null : wordsOf(match['status']);
  return said?.map(String) ?? STATES_AFTER[on] ?? [];
}

function includes(wide: EventCondition, narrow: EventCondition): boolean {
  return wide.on === narrow.on && covers(wide.match, narrow.match);
}
