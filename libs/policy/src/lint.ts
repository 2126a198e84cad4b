import { parseDuration } from '@caseloop/service-time';
import type { FindingCode } from './finding.js';
import type { ClockDefinition, EventCondition, Match, Pack, When } from './model.js';
import type { Place } from './place.js';

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

/** Every condition of `wide` is one of `narrow`, too. */
function covers(wide: Match, narrow: Match): boolean {
  return Object.entries(wide).every(
    ([path, condition]) => JSON.stringify(narrow[path]) === JSON.stringify(condition),
  );
}

function lintClock(clock: ClockDefinition, place: Place): void {
  const { starts, stops, cancels, pausesWhile, escalate, warn } = clock;
  const warnOf = (code: FindingCode, zh: string, en: string): void => place.report(code, zh, en, 'warning');
  if (starts.every((start) => [...stops, ...cancels].some((end) => includes(end, start)))) {
    warnOf(
      'deadClock',
      '开始事件同时结束计时，计时永不运行',
      'what starts it ends it at once: it never runs',
    );
  }
  const waits = pausesWhile.includes('waitingCustomer') || pausesWhile.includes('waitingThirdParty');
  if (waits && starts.some(({ on }) => on === 'case.waiting.v1')) {
    warnOf('deadClock', '开始时即已暂停', 'it starts while it is paused');
  }
  const offsets = escalate.map(({ after }) => parseDuration(after));
  if (offsets.some((offset, index) => index > 0 && offset < offsets[index - 1]!)) {
    warnOf('unorderedLevels', '升级级别须按时间先后排列', 'levels of escalation follow each other in time');
  }
  if (warn.length === 0) {
    warnOf('unwarnedClock', '该计时没有预警', 'the clock warns nobody before it is due');
  }
}

function includes(wide: EventCondition, narrow: EventCondition): boolean {
  return wide.on === narrow.on && covers(wide.match, narrow.match);
}
