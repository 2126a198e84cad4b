import type { AnyDraft } from '@caseloop/messaging';
import { formatInstant } from '@caseloop/service-time';
import { personalPart } from './domain/acceptance.js';
import type { Acceptance, Alias, Decision, Rejection, Replay } from './domain/decide-batch.js';
import { type AcceptedReceipt, type Receipt, aliasOf, replayOf } from './domain/receipt.js';
import type { ServiceRequest } from './domain/service-request.js';
import type { RequestRow } from './requests.repository.js';

/** The receipts of what this batch has accepted. */
type Receipts = ReadonlyMap<Acceptance, AcceptedReceipt>;

/** What the sender is answered. */
export function answerTo(decision: Decision, receipts: Receipts): Receipt {
  switch (decision.verdict) {
    case 'accept':
      return receipts.get(decision)!;
    case 'alias':
      return aliasReceipt(decision, receipts);
    case 'replay':
      return replayReceipt(decision, receipts);
    case 'reject':
      return rejection(decision);
  }
}

/** The row a decision leaves; a replay leaves none. */
export function rowOf(decision: Decision, receipts: Receipts): RequestRow | null {
  switch (decision.verdict) {
    case 'accept':
      return acceptedRow(decision, receipts.get(decision)!);
    case 'alias':
      return aliasRow(decision, aliasReceipt(decision, receipts));
    case 'reject':
      return rejectedRow(decision);
    case 'replay':
      return null;
  }
}

/** What the rest of the product hears of it. */
export function draftsOf(decision: Decision, receipts: Receipts, now: number): AnyDraft[] {
  if (decision.verdict === 'accept') return [acceptedDraft(decision, receipts.get(decision)!, now)];
  return decision.verdict === 'reject' ? [rejectedDraft(decision, now)] : [];
}

function aliasReceipt({ of, key }: Alias, receipts: Receipts): AcceptedReceipt {
  return aliasOf('verdict' in of ? receipts.get(of)! : of.receipt, key);
}

function replayReceipt({ of }: Replay, receipts: Receipts): AcceptedReceipt {
  if (!('verdict' in of)) return replayOf(of);
  return of.verdict === 'alias' ? aliasReceipt(of, receipts) : replayOf(receipts.get(of)!);
}

function rejection({ submission, problem }: Rejection): Receipt {
  return { status: 'rejected', requestId: submission.ids.requestId, key: submission.key, problem };
}

function acceptedRow(
  { submission, key, facts, customerId }: Acceptance,
  receipt: AcceptedReceipt,
): RequestRow {
  const request = submission.sound as ServiceRequest;
  const {
    customer: _customer,
    verbatim: _verbatim,
    summary: _summary,
    expectedOutcome: _outcome,
    ...body
  } = request;
  const { stepsBefore: _steps, ...background } = request.background ?? {};
  return {
    ...sentBy(submission),
    key,
    receipt,
    duplicateOf: null,
    externalRef: request.externalRef ?? null,
    unit: facts.unit,
    customerId,
    body: request.background === undefined ? body : { ...body, background },
    personal: { ...personalPart(request), customer: request.customer },
  };
}

function aliasRow({ submission, key, of }: Alias, receipt: AcceptedReceipt): RequestRow {
  return {
    ...sentBy(submission),
    key,
    receipt,
    duplicateOf: 'verdict' in of ? of.submission.ids.requestId : of.requestId,
    externalRef: submission.sound.externalRef ?? null,
    unit: null,
    customerId: null,
    body: null,
    personal: null,
  };
}

/** A rejected request frees its key, and what was sent is kept elsewhere. */
function rejectedRow(decision: Rejection): RequestRow {
  const nothing = {
    duplicateOf: null,
    externalRef: null,
    unit: null,
    customerId: null,
    body: null,
    personal: null,
  };
  return { ...sentBy(decision.submission), ...nothing, key: null, receipt: rejection(decision) };
}

function sentBy({ ids, partner, transport, bodyHash }: Rejection['submission']) {
  return { id: ids.requestId, partner, transport, bodyHash };
}

function acceptedDraft(
  { submission, key, facts }: Acceptance,
  receipt: AcceptedReceipt,
  now: number,
): AnyDraft {
  const { requestId, caseId, caseNumber } = receipt;
  return {
    ...about(submission, now),
    type: 'request.accepted.v1',
    unit: facts.unit,
    data: {
      requestId,
      key,
      caseId,
      caseNumber,
      transport: submission.transport,
      ...(submission.need !== undefined && { need: submission.need }),
      ...facts,
    },
  };
}

function rejectedDraft({ submission, problem }: Rejection, now: number): AnyDraft {
  const { ids, key, partner } = submission;
  const { status, code, errors } = problem;
  return {
    ...about(submission, now),
    type: 'request.rejected.v1',
    data: {
      requestId: ids.requestId,
      key,
      partner,
      status,
      code,
      errors: [...errors],
      receivedAt: formatInstant(now),
    },
  };
}

/** The request's id is the correlation of everything it will cause. */
function about({ ids, traceparent, causationId }: Rejection['submission'], now: number) {
  const { requestId } = ids;
  return {
    subject: requestId,
    time: now,
    correlationId: requestId,
    ...(causationId !== undefined && { causationId }),
    ...(traceparent !== undefined && { traceparent }),
  };
}
