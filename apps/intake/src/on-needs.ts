import type { CaseloopEvent } from '@caseloop/contracts';
import type { BatchContext, EventBatch } from '@caseloop/messaging';
import type { CaseOrigin, CaseOriginsRepository } from './case-origins.repository.js';
import type { Arrival, Intake } from './intake.js';
import { submissionOf } from './submissions.js';

type NeedAdded = CaseloopEvent<'case.need_added.v1'>;

/** What handing a need in takes. */
export interface NeedParts {
  readonly intake: Intake;
  readonly origins: CaseOriginsRepository;
}

/** A need was told of a case that never came through this door. The event parks, for a person to look at. */
export class UnknownOrigin extends Error {
  constructor(readonly caseId: string) {
    super(`No request is known that the case ${caseId} came of`);
  }
}

/**
 * Something else the customer of a case needs is a request like any other, handed in by ourselves in the transaction
 * that takes the event: once, under a key that follows from the need. What its pack refuses is kept for a person to
 * mend, like any refused request.
 */
export async function onNeeds(
  batch: EventBatch,
  { tx }: BatchContext,
  { intake, origins }: NeedParts,
): Promise<void> {
  const needs = batch.streams.flatMap(({ events }) =>
    events.filter((event): event is NeedAdded => event.type === 'case.need_added.v1'),
  );
  if (needs.length === 0) return;
  const known = await origins.find(
    tx,
    needs.map(({ subject }) => subject),
  );
  const arrivals = needs.map((event) => {
    const origin = known.get(event.subject);
    if (origin === undefined) throw new UnknownOrigin(event.subject);
    return arrivalOf(event, origin);
  });
  await intake.submitIn(tx, arrivals);
}

function arrivalOf(event: NeedAdded, origin: CaseOrigin): Arrival {
  const { needId } = event.data;
  const { partner, customer } = origin;
  const value = requestOf(event, origin);
  const submission = submissionOf({
    partner,
    transport: 'amqp',
    key: { key: `need:${needId}` },
    content: { value },
    ...(event.traceparent !== undefined && { traceparent: event.traceparent }),
  });
  return {
    submission: {
      ...submission,
      need: { needId, caseId: event.subject },
      knownCustomer: { customerId: customer.id, traits: customer.traits },
      causationId: event.id,
    },
    raw: { bytes: Buffer.from(JSON.stringify(value)), contentType: 'application/json' },
  };
}

/**
 * The need in the words of a request. What the first request said of the problem itself (facts, mood, urgency, where
 * it was before) is not said of this one; whom and what it is about is.
 */
function requestOf({ data, time }: NeedAdded, { caseNumber, unit, pack, about, customer }: CaseOrigin) {
  return {
    source: 'internalHandover',
    channel: 'internalHandover',
    occurredAt: time,
    unit,
    pack,
    type: data.type,
    linkedServiceNo: caseNumber,
    ...about,
    customer: { ...customer.traits, ...customer.personal },
    ...(data.personal !== null && { verbatim: data.personal.verbatim }),
  };
}
