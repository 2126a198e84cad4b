import { CASE_STATUSES } from '@caseloop/contracts';
import { BUSINESS_DAYS_MAX, parseDuration } from '@caseloop/service-time';
import { ALWAYS } from './clocks.js';
import { ESCALATIONS_AGAIN, ESCALATIONS_AGAIN_MAX, ESCALATION_AGAIN_MS_MIN } from './limits.js';
import type { ClockDefinition, ClockTarget, ClockWarning, EscalationLevel } from './model.js';
import type { Place } from './place.js';
import { readEvents } from './read-event.js';
import { bindRule, readWhen } from './read-rule.js';
import { sopOf, unique } from './read-taxonomy.js';
import { readDuration, readWhole } from './read-values.js';
import { type Words, idsOf } from './words.js';

const KEYS = [
  'id',
  'metric',
  'label',
  'sop',
  'for',
  'when',
  'starts',
  'stops',
  'resets',
  'cancels',
  'pausesWhile',
  'target',
  'runs',
  'cadence',
  'warn',
  'escalate',
  'retarget',
  'from',
  'per',
] as const;

/** What only the rules of clocks may look at: when a request is judged, no team has it yet. */
const CASE_FIELDS = ['team'];

/** `clocks.yaml` */
export function readClocks(root: Place, words: Words): ClockDefinition[] {
  return unique(root.fields(['clocks'])('clocks'), (place) => {
    const at = place.fields(KEYS);
    const clock: ClockDefinition = {
      id: at('id').text(),
      metric: at('metric').text(),
      label: at('label').labels(),
      ...sopOf(at('sop')),
      ...readWhen(at('for'), at('when'), words, CASE_FIELDS),
      ...readEnds(at, words),
      pausesWhile: at('pausesWhile')
        .items()
        .map((item) => item.oneOf(CASE_STATUSES)),
      target: readTarget(at('target')),
      runs: at('runs').reference('calendar', [ALWAYS, ...words.calendars]),
      cadence: at('cadence').exists ? at('cadence').oneOf(['none', 'afterEach', 'grid']) : 'none',
      warn: at('warn').items().map(readWarning),
      escalate: at('escalate')
        .items()
        .map((item, index) => readLevel(item, index, words)),
      retarget: at('retarget').exists
        ? at('retarget').oneOf(['fromStart', 'fromNow', 'tighter'])
        : 'fromStart',
      ...(at('from').exists && { from: at('from').oneOf(['occurredAt', 'serviceEndedAt']) }),
      ...(at('per').exists && { per: at('per').text() }),
    };
    checkClock(clock, place);
    return bindRule(clock, at('when'), words);
  });
}

type Ends = Pick<ClockDefinition, 'starts' | 'stops' | 'resets' | 'cancels'>;

function readEnds(at: (key: (typeof KEYS)[number]) => Place, words: Words): Ends {
  if (at('starts').items().length === 0) {
    at('starts').report(
      'missingKey',
      '缺少“starts”：计时从何事件开始',
      '"starts" is missing: which event starts it',
    );
  }
  return {
    starts: readEvents(at('starts'), words),
    stops: readEvents(at('stops'), words),
    resets: readEvents(at('resets'), words),
    cancels: readEvents(at('cancels'), words),
  };
}

function readTarget(place: Place): ClockTarget {
  if (place.exists && !place.isMap()) {
    place.oneOf(['none']);
    return { none: true };
  }
  const at = place.fields(['duration', 'businessDays', 'at']);
  expectOne(place, at, ['duration', 'businessDays', 'at']);
  if (at('businessDays').exists) return { businessDays: readWhole(at('businessDays'), 1, BUSINESS_DAYS_MAX) };
  if (at('at').exists) return { at: at('at').text() };
  return { duration: readDuration(at('duration')) };
}

function readWarning(place: Place): ClockWarning {
  const at = place.fields(['percent', 'before']);
  expectOne(place, at, ['percent', 'before']);
  if (at('before').exists) {
    const before = readDuration(at('before'));
    return { id: `before-${before}`, before };
  }
  const percent = readWhole(at('percent'), 1, 99);
  return { id: `percent-${percent}`, percent };
}

function readLevel(place: Place, index: number, words: Words): EscalationLevel {
  const at = place.fields(['to', 'after', 'again', 'limit']);
  return {
    level: index + 1,
    after: at('after').exists ? readDuration(at('after')) : 'PT0S',
    to: at('to').reference('role', idsOf(words.roles)),
    ...(at('again').exists && { again: readAgain(at('again'), at('limit')) }),
  };
}

/** How soon, and how often at most, a step is told again that nobody acknowledges. */
function readAgain(again: Place, limit: Place): { every: string; limit: number } {
  const every = readDuration(again);
  if (parseDuration(every) < ESCALATION_AGAIN_MS_MIN) {
    again.report('invalidValue', '重复间隔至少为一秒', 'it can be told again after a second at the earliest');
  }
  const times = limit.exists ? readWhole(limit, 1, ESCALATIONS_AGAIN_MAX) : ESCALATIONS_AGAIN;
  return { every, limit: times };
}

function expectOne<const K extends string>(place: Place, at: (key: K) => Place, keys: readonly K[]): void {
  if (keys.filter((key) => at(key).exists).length < 2) return;
  const list = keys.join(', ');
  place.report('invalidValue', `只能给出其中一项：${list}`, `only one of these can be given: ${list}`);
}

function checkClock(clock: ClockDefinition, place: Place): void {
  if ('businessDays' in clock.target && clock.runs === ALWAYS) {
    place.report(
      'invalidValue',
      '工作日目标须运行于日历，不能为 24x7',
      'a target in business days needs a calendar, not 24x7',
    );
  }
}
