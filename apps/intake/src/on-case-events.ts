import type { CaseStatus } from '@caseloop/contracts';
import type { BatchContext, EventBatch } from '@caseloop/messaging';
import type { RequestsRepository } from './requests.repository.js';

/** Keeps beside each request how its case stands: what a partner asks for first. */
export async function onCaseEvents(
  batch: EventBatch,
  { tx }: BatchContext,
  requests: RequestsRepository,
): Promise<void> {
  const statuses = new Map<string, CaseStatus>();
  for (const { subject, events } of batch.streams) {
    for (const { data } of events)
      if ('status' in data && 'cycle' in data) statuses.set(subject, data.status as CaseStatus);
  }
  await requests.setCaseStatus(tx, statuses);
}
