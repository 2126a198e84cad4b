import type { Transaction } from '@caseloop/messaging';
import { type FallBackParts, fallBack } from './fall-back.js';
import type { Message } from './message-rows.js';
import type { Outcome } from './messages.repository.js';
import { type Stores, draftOf, eventData, plannedDrafts } from './plan-messages.js';

/**
 * Writes down what became of attempts, says so, and plans another way for what failed for good. A sender that lost its
 * lease records nothing.
 */
export async function recordOutcomes(
  tx: Transaction,
  parts: FallBackParts,
  sent: readonly Message[],
  outcomes: readonly Outcome[],
  now: number,
): Promise<void> {
  const recorded = await parts.stores.messages.record(tx, outcomes, now);
  const byId = new Map(sent.map((message) => [message.id, message]));
  const ours = outcomes.filter(({ id }) => recorded.has(id));
  const failed = ours.filter(({ state }) => state === 'failed').map(toFailed(byId));
  const instead = await fallBack(tx, parts, failed, now);
  for (const outcome of ours) {
    const message = byId.get(outcome.id)!;
    const draft = { ...draftOf(message), time: now };
    const data = eventData(message);
    if (outcome.state === 'handedOver') {
      const reference = outcome.reference === undefined ? {} : { reference: outcome.reference };
      tx.publish({ ...draft, type: 'notification.handed_over.v1', data: { ...data, ...reference } });
    } else if (outcome.state !== 'planned') {
      const next = instead.get(outcome.id);
      const reason = outcome.reason ?? outcome.state;
      tx.publish({ ...draft, type: 'notification.failed.v1', data: { ...data, reason, final: !next } });
      if (next) tx.publish(...plannedDrafts(next, now));
    }
  }
  const handedOver = ours.filter(({ state }) => state === 'handedOver').map(({ id }) => id);
  await tellOfSurveys(tx, parts.stores, handedOver, byId, now);
}

function toFailed(byId: ReadonlyMap<string, Message>) {
  return ({ id, reason }: Outcome) => ({ message: byId.get(id)!, reason: reason ?? 'no reason given' });
}

/** A survey is sent when the message that carries it is. */
async function tellOfSurveys(
  tx: Transaction,
  { surveys }: Stores,
  handedOver: readonly string[],
  byId: ReadonlyMap<string, Message>,
  now: number,
): Promise<void> {
  const asking = handedOver.filter((id) => byId.get(id)!.template === 'satisfactionSurvey');
  if (asking.length === 0) return;
  for (const survey of await surveys.markSent(tx, asking, now)) {
    const { id, caseId, cycle, messageId, expiresAt } = survey;
    const data = { surveyId: id, caseId, cycle, messageId, expiresAt: new Date(expiresAt).toISOString() };
    tx.publish({ ...draftOf(byId.get(messageId)!), type: 'survey.sent.v1', time: now, data });
  }
}
