import type { Violation } from '@caseloop/contracts';
import type { CaseState } from './case.js';
import type { CommandFields } from './commands.js';
import { type Context, type Rule, stepsOf } from './context.js';
import { utc } from './events.js';
import { takeBy } from './holding.js';
import { ATTACHMENTS_PER_CASE_MAX } from './limits.js';
import { refuse, refuseFields } from './refusal.js';
import { addResumption } from './waiting.js';
import { openAction } from './work.js';

type Contact = CommandFields['contact'];

/**
 * Somebody spoke with the customer. The first time a person of ours does names the first responsible, once and
 * for all, and shows that an offered case is being worked on.
 */
export const contact: Rule<'contact'> = (state, fields, context) => {
  const missing = missingFrom(fields);
  if (missing.length > 0) return refuseFields(...missing);
  if (fields.direction === 'out' && (context.by.kind === 'customer' || context.by.kind === 'partner')) {
    const message = 'what a customer or partner says comes "in"';
    return refuseFields({ pointer: '/direction', code: 'notOutbound', message });
  }
  const isHuman = fields.direction === 'out' && context.by.kind === 'agent';
  const isFirst = isHuman && state.firstResponsible === null;
  const worksOnOffer = state.status === 'assigned' && isHuman && (isFirst || mayHold(state, context));
  const steps = worksOnOffer && state.holder === null ? takeBy(state, context) : stepsOf(state, context);
  const { text, progress, nextStep, eta, attachment, direction, channel, purpose } = fields;
  steps.add(
    'case.contacted.v1',
    {
      direction,
      channel,
      purpose,
      first: isFirst,
      firstResponsible: isFirst ? context.by.id : state.firstResponsible,
      ...(eta !== undefined && { eta: utc(eta) }),
      ...(attachment !== undefined && { attachment }),
      personal: {
        text,
        ...(progress !== undefined && { progress }),
        ...(nextStep !== undefined && { nextStep }),
      },
    },
    worksOnOffer ? { status: 'inProgress' } : {},
  );
  const isAwaited = direction === 'in' && state.status === 'waitingCustomer' && openAction(state) !== null;
  return isAwaited ? addResumption(steps, (dueAt) => context.at > dueAt) : steps;
};

export const note: Rule<'note'> = (state, { text }, context) =>
  stepsOf(state, context).add('case.noted.v1', { personal: { text } });

export const attach: Rule<'attach'> = (state, { kind, uri, name, sha256 }, context) => {
  if (state.attachments.length >= ATTACHMENTS_PER_CASE_MAX) {
    return refuse('tooManyAttachments', `A case has at most ${ATTACHMENTS_PER_CASE_MAX} attachments`);
  }
  const attachment = {
    kind,
    uri,
    ...(name !== undefined && { name }),
    ...(sha256 !== undefined && { sha256 }),
  };
  return stepsOf(state, context).add('case.attached.v1', { attachmentId: context.newId(), attachment });
};

/** An update tells the customer where things stand, what comes next and until when; less is no update. */
function missingFrom(fields: Contact): Violation[] {
  if (fields.purpose !== 'update') return [];
  return (['progress', 'nextStep', 'eta'] as const)
    .filter((name) => fields[name] === undefined || fields[name] === '')
    .map((name) => ({
      pointer: `/${name}`,
      code: 'required',
      message: `an update to the customer needs ${name}`,
    }));
}

function mayHold(state: CaseState, { by }: Context): boolean {
  return state.holder === null || state.holder === by.id;
}
