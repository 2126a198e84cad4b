import { TEMPLATES } from '@caseloop/contracts';
import type { EscalationRule, NoticeRule, Pack, QuietHours } from './model.js';
import type { Place } from './place.js';
import { readCondition } from './read-event.js';
import { bindRule, readWhen } from './read-rule.js';
import { sopOf, unique } from './read-taxonomy.js';
import { readTimeOfDay, readWhole } from './read-values.js';
import { type Words, idsOf } from './words.js';

/** Who a notice can go to, beside the pack's roles. */
const RECIPIENTS = ['customer', 'holder', 'firstResponsible', 'target'] as const;
/** More ways than this at once is a nuisance, not a service. */
const CHANNELS_MAX = 4;

/** `escalation.yaml` */
export function readEscalations(root: Place, words: Words): EscalationRule[] {
  return unique(root.fields(['escalations'])('escalations'), (place) => {
    const at = place.fields(['id', 'sop', 'on', 'where', 'for', 'when', 'to', 'cause', 'reason']);
    const rule: EscalationRule = {
      id: at('id').text(),
      ...sopOf(at('sop')),
      on: readCondition(at('on'), at('where'), words),
      ...readWhen(at('for'), at('when'), words),
      to: at('to').reference('role', idsOf(words.roles)),
      cause: at('cause').oneOf(['urgency', 'dissatisfaction']),
      reason: at('reason').labels(),
    };
    return bindRule(rule, at('when'), words);
  });
}

/** `notices.yaml` */
export function readNotices(root: Place, words: Words): Pick<Pack, 'notices' | 'quietHours'> {
  const at = root.fields(['notices', 'quietHours']);
  const quietHours = at('quietHours').exists ? readQuietHours(at('quietHours'), words) : null;
  return { notices: readRules(at('notices'), words), quietHours };
}

function readRules(rules: Place, words: Words): NoticeRule[] {
  return unique(rules, (place) => {
    const at = place.fields(['id', 'sop', 'on', 'where', 'for', 'when', 'to', 'template', 'minChannels']);
    const rule: NoticeRule = {
      id: at('id').text(),
      ...sopOf(at('sop')),
      on: readCondition(at('on'), at('where'), words),
      ...readWhen(at('for'), at('when'), words),
      to: at('to').reference('recipient', [...RECIPIENTS, ...idsOf(words.roles)]),
      template: at('template').oneOf(TEMPLATES),
      minChannels: at('minChannels').exists ? readWhole(at('minChannels'), 1, CHANNELS_MAX) : 1,
    };
    if (!words.templates.includes(rule.template)) {
      const path = `templates/*/${rule.template}.liquid`;
      at('template').report('missingTemplate', `缺少 ${path}`, `${path} is missing`);
    }
    return bindRule(rule, at('when'), words);
  });
}

function readQuietHours(place: Place, words: Words): QuietHours {
  const at = place.fields(['from', 'to', 'exceptFor']);
  const hours = {
    from: readTimeOfDay(at('from')),
    to: readTimeOfDay(at('to')),
    exceptFor: at('exceptFor')
      .items()
      .map((item) => item.reference('urgency', idsOf(words.urgencies))),
  };
  if (hours.from !== '' && hours.from === hours.to) {
    const [zh, en] = [
      '不得与 from 相同：那样没有安静时段',
      'must differ from "from": nothing would be quiet',
    ];
    at('to').report('invalidValue', zh, en);
  }
  return hours;
}
