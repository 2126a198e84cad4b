import type { TemplateName } from '@caseloop/contracts';
import { parseDuration } from '@caseloop/service-time';
import type { Closing, Satisfaction, SatisfactionBand } from './model.js';
import type { Place } from './place.js';
import { sopOf, unique } from './read-taxonomy.js';
import { readDuration } from './read-values.js';
import { idsOf } from './words.js';

/** What `close` can require; `attachment:<kind>` is one attachment of that kind. */
const REQUIREMENTS = [
  'solution',
  'rating',
  'confirmation',
  'attachment:recording',
  'attachment:screenshot',
  'attachment:document',
] as const;

/** What the reminders before the lapse say. */
const REMINDER: TemplateName = 'closingReminder';

/** `satisfaction.yaml` */
export function readSatisfaction(root: Place, roles: readonly string[]): Satisfaction {
  const at = root.fields(['scale', 'bands', 'reasonRequiredFor', 'surveyExpiresAfter']);
  const bands = unique(at('bands'), (place) => readBand(place, roles));
  return {
    scale: at('scale').text(),
    bands,
    reasonRequiredFor: at('reasonRequiredFor')
      .items()
      .map((item) => item.reference('band', idsOf(bands))),
    surveyExpiresAfter: readDuration(at('surveyExpiresAfter')),
  };
}

function readBand(place: Place, roles: readonly string[]): SatisfactionBand {
  const at = place.fields(['id', 'label', 'sop', 'scores', 'sentiment', 'then', 'lead']);
  return {
    id: at('id').text(),
    label: at('label').labels(),
    ...sopOf(at('sop')),
    scores: at('scores')
      .items()
      .map((item) => item.number()),
    sentiment: at('sentiment').oneOf(['positive', 'neutral', 'negative']),
    then: at('then').oneOf(['confirm', 'reopen', 'none']),
    ...(at('lead').exists && { lead: at('lead').reference('role', roles) }),
  };
}

/** `closing.yaml` */
export function readClosing(root: Place, templates: readonly string[]): Closing {
  const at = root.fields(['requires', 'archiveAfter', 'reopenWithin', 'lapse']);
  return {
    requires: at('requires')
      .items()
      .map((item) => item.oneOf(REQUIREMENTS)),
    archiveAfter: readDuration(at('archiveAfter')),
    reopenWithin: readDuration(at('reopenWithin')),
    lapse: at('lapse').exists ? readLapse(at('lapse'), templates) : null,
  };
}

function readLapse(place: Place, templates: readonly string[]): NonNullable<Closing['lapse']> {
  const at = place.fields(['after', 'reminders']);
  const after = readDuration(at('after'));
  const reminders = at('reminders')
    .items()
    .map((item) => {
      const reminder = readDuration(item);
      if (parseDuration(reminder) < parseDuration(after)) return reminder;
      item.report(
        'invalidValue',
        '提醒须早于自动关闭',
        'a reminder must come before the confirmation lapses',
      );
      return reminder;
    });
  if (reminders.length > 0 && !templates.includes(REMINDER)) {
    const path = `templates/*/${REMINDER}.liquid`;
    at('reminders').report('missingTemplate', `缺少 ${path}`, `${path} is missing`);
  }
  return { after, reminders };
}
