import type { RequestAccepted, Violation } from '@caseloop/contracts';
import type { Pack } from '@caseloop/policy';
import { type CaseState, opened } from './case.js';
import { type Context, type Rule, stepsOf } from './context.js';
import { type CaseEvent, Steps } from './events.js';
import { followOn } from './linking.js';
import { refuse, refuseFields } from './refusal.js';

/**
 * An accepted request becomes a case: opened, then classified as intake found. One that was made of a need of another
 * case, its `origin`, says so.
 */
export function open(request: RequestAccepted, context: Context, origin: CaseState | null = null): Steps {
  const { key: _key, caseId, caseNumber, transport: _transport, need, ...facts } = request;
  const start = {
    type: 'case.opened.v1',
    time: context.at,
    data: {
      by: { kind: 'partner', id: request.partner },
      status: 'registered',
      cycle: 1,
      number: caseNumber,
      ...facts,
    },
  } satisfies CaseEvent;
  const { type, urgency, rule } = request;
  const sop = context.pack.classification.find(({ id }) => id === rule)?.sop;
  const steps = new Steps(opened(caseId, start), context.at, context.by);
  steps.events.push(start);
  steps.add('case.classified.v1', {
    type,
    urgency,
    ...(rule !== undefined && { rule }),
    ...(sop !== undefined && { sop }),
  });
  return origin === null || need === undefined ? steps : followOn(steps, origin, need.needId);
}

/** Type and urgency as a person sees them. What was said at registration stays in the timeline. */
export const reclassify: Rule<'reclassify'> = (state, fields, context) => {
  const unknown = unknownWords(fields, context.pack);
  if (unknown.length > 0) return refuseFields(...unknown);
  const { type = state.type, urgency = state.urgency, reason } = fields;
  if (type === state.type && urgency === state.urgency) {
    return refuse('nothingToReclassify', `The case is ${state.type}, ${state.urgency} already`);
  }
  return stepsOf(state, context).add('case.reclassified.v1', {
    type,
    urgency,
    typeBefore: state.type,
    urgencyBefore: state.urgency,
    personal: { text: reason },
  });
};

function unknownWords(fields: { type?: string; urgency?: string }, pack: Pack): Violation[] {
  const words = { type: pack.types, urgency: pack.urgencies };
  return (['type', 'urgency'] as const).flatMap((name) => {
    const accepted = words[name].map(({ id }) => id);
    const given = fields[name];
    if (given === undefined || accepted.includes(given)) return [];
    const message = `"${given}" is no ${name} of ${pack.name}; accepted are ${accepted.join(', ')}`;
    return [{ pointer: `/${name}`, code: 'unknownWord', message }];
  });
}
