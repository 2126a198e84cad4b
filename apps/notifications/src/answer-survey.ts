import { bandFor } from '@caseloop/policy';
import { Problem, notFound, refused } from '@caseloop/service';
import type { NotificationsDeps } from './deps.js';
import { hashOf } from './survey-links.js';
import type { Survey } from './surveys.repository.js';

/** What a customer says: a score or a band of the pack, and why. */
export interface Rating {
  readonly score?: number;
  readonly band?: string;
  readonly reason?: string;
}

/** Takes the one answer to a survey. Whether and how the case follows it is casework's to decide. */
export function answerSurvey(deps: NotificationsDeps, token: string, rating: Rating) {
  return deps.messaging.transaction(async (tx) => {
    const now = deps.now();
    const survey = await deps.stores.surveys.byLink(tx, hashOf(token));
    if (survey === null) throw notFound('survey', token);
    assertOpen(survey, now);
    const snapshot = (await deps.stores.cases.load(tx, [survey.caseId], false)).get(survey.caseId)!;
    const pack = (await deps.packs.get(tx, snapshot.pack))!;
    if ((rating.score === undefined) === (rating.band === undefined)) {
      throw refused('/score', 'scoreOrBand', 'either score or band is expected');
    }
    const band = bandFor(pack, rating);
    if (band === null)
      throw refused(rating.band === undefined ? '/score' : '/band', 'unknownRating', accepted(pack));
    if (pack.satisfaction.reasonRequiredFor.includes(band.id) && !rating.reason?.trim()) {
      throw refused('/reason', 'reasonRequired', `the band "${band.id}" needs a reason`);
    }
    await deps.stores.surveys.markAnswered(tx, survey.id, now);
    const { score, reason } = rating;
    tx.publish({
      type: 'survey.answered.v1',
      subject: survey.caseId,
      time: now,
      unit: snapshot.unit,
      ...(snapshot.correlationId === null ? {} : { correlationId: snapshot.correlationId }),
      data: {
        surveyId: survey.id,
        caseId: survey.caseId,
        cycle: survey.cycle,
        ...(score === undefined ? {} : { score }),
        band: band.id,
        personal: reason === undefined ? null : { reason },
      },
    });
    return { surveyId: survey.id, answeredAt: new Date(now).toISOString(), band: band.id };
  });
}

function assertOpen({ answeredAt, expiresAt }: Survey, now: number): void {
  if (answeredAt !== null) {
    throw new Problem({ status: 410, code: 'surveyAnswered', title: 'The survey has been answered already' });
  }
  if (now > expiresAt)
    throw new Problem({ status: 410, code: 'surveyExpired', title: 'The survey has expired' });
}

type SatisfactionOf = { readonly satisfaction: Parameters<typeof bandFor>[0]['satisfaction'] };

function accepted({ satisfaction: { bands } }: SatisfactionOf): string {
  const scores = bands.flatMap((band) => band.scores);
  const words = bands.map(({ id }) => id).join(', ');
  return scores.length === 0
    ? `band is one of ${words}`
    : `score is one of ${scores.join(', ')}, or band of ${words}`;
}
