import type { ClassificationRule, Form, RoutingRule } from './model.js';
import type { Place } from './place.js';
import { bindRule, readWhen } from './read-rule.js';
import { sopOf, unique } from './read-taxonomy.js';
import { readPointer } from './read-values.js';
import { type Words, idsOf } from './words.js';

/** `forms.yaml` */
export function readForms(root: Place, words: Words): Form[] {
  return unique(root.fields(['forms'])('forms'), (place) => {
    const at = place.fields(['id', 'title', 'sop', 'for', 'when', 'required', 'requiredOneOf']);
    const form: Form = {
      id: at('id').text(),
      title: at('title').labels(),
      ...sopOf(at('sop')),
      ...readWhen(at('for'), at('when'), words),
      required: at('required').items().map(readPointer),
      requiredOneOf: at('requiredOneOf')
        .items()
        .map((group) => group.items().map(readPointer)),
    };
    return bindRule(form, at('when'), words);
  });
}

/** `classification.yaml` */
export function readClassification(root: Place, words: Words): ClassificationRule[] {
  return unique(root.fields(['classification'])('classification'), (place) => {
    const at = place.fields(['id', 'sop', 'for', 'when', 'type', 'urgency']);
    if (!at('type').exists && !at('urgency').exists) {
      place.report('missingKey', '规则需给出 type 或 urgency', 'the rule must say a type or an urgency');
    }
    const rule: ClassificationRule = {
      id: at('id').text(),
      ...sopOf(at('sop')),
      ...readWhen(at('for'), at('when'), words),
      ...(at('type').exists && { type: at('type').reference('type', idsOf(words.types)) }),
      ...(at('urgency').exists && { urgency: at('urgency').reference('urgency', idsOf(words.urgencies)) }),
    };
    return bindRule(rule, at('when'), words);
  });
}

/** `routing.yaml` */
export function readRouting(root: Place, words: Words): RoutingRule[] {
  return unique(root.fields(['routing'])('routing'), (place) => {
    const at = place.fields(['id', 'sop', 'for', 'when', 'team', 'role', 'skills']);
    const rule: RoutingRule = {
      id: at('id').text(),
      ...sopOf(at('sop')),
      ...readWhen(at('for'), at('when'), words),
      team: at('team').reference('team', idsOf(words.teams)),
      ...(at('role').exists && { role: at('role').reference('role', idsOf(words.roles)) }),
      skills: at('skills').texts(),
    };
    return bindRule(rule, at('when'), words);
  });
}
