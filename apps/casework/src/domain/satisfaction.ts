import type { Violation } from '@caseloop/contracts';
import { type Pack, type SatisfactionBand, bandFor } from '@caseloop/policy';
import { parseDuration } from '@caseloop/service-time';
import type { CaseState } from './case.js';
import type { CommandFields } from './commands.js';
import { CASEWORK, type Context, type Rule, stepsOf } from './context.js';
import { type Steps, instant } from './events.js';
import { teamOf } from './holding.js';
import { refuse, refuseFields } from './refusal.js';
import { TRANSITIONS } from './transitions.js';

type Rate = CommandFields['rate'];

/** The customer's verdict. The pack reads it: it may confirm the case, or bring it back for another cycle. */
export const rate: Rule<'rate'> = (state, fields, context) => {
  const band = bandFor(context.pack, fields);
  if (band === null) return refuseFields(unreadable(fields, context.pack));
  const isReasonMissing = context.pack.satisfaction.reasonRequiredFor.includes(band.id) && !fields.reason;
  if (isReasonMissing) {
    const message = `a rating "${band.id}" needs a reason`;
    return refuseFields({ pointer: '/reason', code: 'required', message });
  }
  return rated(stepsOf(state, context), band, fields, context);
};

export interface SurveyAnswer extends Rate {
  readonly surveyId: string;
  readonly cycle: number;
}

/**
 * What came back on a survey is never lost: it is recorded also where it can move nothing any more (the case is in
 * its next cycle, or archived). An answer the pack cannot read says nothing.
 */
export function rateBySurvey(state: CaseState, answer: SurveyAnswer, context: Context): Steps {
  const steps = stepsOf(state, context);
  const band = bandFor(context.pack, answer);
  if (band === null) return steps;
  const movesNothing = answer.cycle !== state.cycle || TRANSITIONS.rate[state.status] === undefined;
  return rated(steps, movesNothing ? { ...band, then: 'none' } : band, answer, context);
}

function rated(
  steps: Steps,
  band: SatisfactionBand,
  fields: Rate & Partial<SurveyAnswer>,
  context: Context,
): Steps {
  const { score, reason, basis, evidence, surveyId, cycle = steps.state.cycle } = fields;
  steps.add('case.rated.v1', {
    ratingId: context.newId(),
    ...(score !== undefined && { score }),
    scale: context.pack.satisfaction.scale,
    band: band.id,
    sentiment: band.sentiment,
    ...(surveyId !== undefined && { surveyId }),
    ...(cycle !== steps.state.cycle && { ratedCycle: cycle }),
    ...(evidence !== undefined && { evidence }),
    personal: { ...(reason !== undefined && { reason }), ...(basis !== undefined && { basis }) },
  });
  const { status } = steps.state;
  if (band.then === 'confirm' && status === 'resolved') {
    steps.add('case.confirmed.v1', { lapsed: false }, { status: 'confirmed' });
  }
  if (band.then === 'reopen' && isReopenable(steps.state, context)) {
    addReopening(steps, reason ?? '', band.lead, context);
  }
  return steps;
}

/** The customer agrees. Said twice it changes nothing. */
export const confirm: Rule<'confirm'> = (state, _fields, context) => {
  const steps = stepsOf(state, context);
  if (state.status === 'confirmed') return steps;
  return steps.add('case.confirmed.v1', { lapsed: false }, { status: 'confirmed' });
};

/** Back to work: the next cycle of the same case, with the same holder where it has one. */
export const reopen: Rule<'reopen'> = (state, { reason }, context) => {
  if (livesElsewhere(state)) {
    const kept = state.links.find(({ as }) => as === 'duplicateOf');
    return refuse('livesElsewhere', `The case goes on as ${kept?.number ?? 'another one'}; reopen that one`);
  }
  if (!isReopenable(state, context)) {
    const until = instant(state.closedAt! + reopenWithinMs(context.pack));
    return refuse(
      'reopenWindowOver',
      `The case could be reopened until ${until}; this needs a new, linked case`,
    );
  }
  const lead = context.pack.satisfaction.bands.find((band) => band.then === 'reopen')?.lead;
  return addReopening(stepsOf(state, context), reason, lead, context);
};

/** A case that was closed before anybody held it goes to its team, for routing to find somebody. */
function addReopening(steps: Steps, reason: string, lead: string | undefined, context: Context): Steps {
  const personal = { text: reason };
  steps.add(
    'case.reopened.v1',
    { ...(lead !== undefined && { lead }), personal },
    { status: 'inProgress', cycle: steps.state.cycle + 1 },
  );
  const { team, holder } = steps.state;
  if (holder !== null) return steps;
  return steps.add(
    'case.transferred.v1',
    { team: teamOf(steps.state, context), holder: null, fromTeam: team, fromHolder: null, personal },
    { status: 'assigned', by: CASEWORK },
  );
}

/** From resolved and confirmed at any time, from closed within the pack's window; its last instant counts. */
function isReopenable(state: CaseState, { pack, at }: Context): boolean {
  if (livesElsewhere(state)) return false;
  if (state.status === 'resolved' || state.status === 'confirmed') return true;
  return state.status === 'closed' && at <= state.closedAt! + reopenWithinMs(pack);
}

function livesElsewhere({ outcome }: CaseState): boolean {
  return outcome === 'duplicate' || outcome === 'merged';
}

function reopenWithinMs(pack: Pack): number {
  return parseDuration(pack.closing.reopenWithin);
}

function unreadable({ score, band }: Rate, { satisfaction }: Pack): Violation {
  const [pointer, given] = band === undefined ? ['/score', score] : ['/band', band];
  const bands = satisfaction.bands.map((one) =>
    one.scores.length > 0 ? `${one.id} (${one.scores.join(', ')})` : one.id,
  );
  const message = `${given === undefined ? 'a score or a band is needed' : `"${given}" is no rating`} on ${satisfaction.scale}; accepted are ${bands.join(', ')}`;
  return { pointer, code: given === undefined ? 'required' : 'unknownRating', message };
}
