import type { AnyEvent } from '@caseloop/contracts';
import type { EventBatch, Transaction } from '@caseloop/messaging';
import { nextClockFact } from './domain/clock-fact.js';
import { type NotificationFact, type RequestFact, loadFacts, storeFacts } from './facts.repository.js';

const eventsOf = (batch: EventBatch): AnyEvent[] => batch.streams.flatMap((stream) => stream.events);

/** Counts requests, accepted and rejected. */
export async function onRequestEvents(batch: EventBatch, tx: Transaction): Promise<void> {
  const facts = eventsOf(batch).flatMap(requestFact);
  await storeFacts(tx, 'fact_requests', 'request_id', facts);
}

function requestFact(event: AnyEvent): RequestFact[] {
  const { subject: request_id, time: received_at } = event;
  if (event.type === 'request.accepted.v1') {
    const { partner, transport, caseId: case_id } = event.data;
    return [{ request_id, partner, status: 'accepted', code: null, transport, case_id, received_at }];
  }
  if (event.type !== 'request.rejected.v1') return [];
  const { partner, code } = event.data;
  return [{ request_id, partner, status: 'rejected', code, transport: null, case_id: null, received_at }];
}

/** Folds what happened to the clocks of a batch into their facts. */
export async function onClockEvents(batch: EventBatch, tx: Transaction): Promise<void> {
  const events = eventsOf(batch).filter((event) => 'clockId' in event.data);
  const idOf = (event: AnyEvent) => (event.data as { clockId: string }).clockId;
  const facts = await loadFacts(tx, 'fact_clocks', 'clock_id', [...new Set(events.map(idOf))]);
  for (const event of events) {
    const fact = nextClockFact(facts.get(idOf(event)), event);
    if (fact) facts.set(fact.clock_id, fact);
  }
  await storeFacts(tx, 'fact_clocks', 'clock_id', [...facts.values()]);
}

/** Folds what became of messages into their facts. */
export async function onNotificationEvents(batch: EventBatch, tx: Transaction): Promise<void> {
  const events = eventsOf(batch).filter(isAboutMessage);
  const ids = events.map((event) => event.data.messageId);
  const facts = await loadFacts(tx, 'fact_notifications', 'message_id', [...new Set(ids)]);
  for (const event of events)
    facts.set(event.data.messageId, nextNotification(facts.get(event.data.messageId), event));
  await storeFacts(tx, 'fact_notifications', 'message_id', [...facts.values()]);
}

type AboutMessage = Extract<
  AnyEvent,
  { type: 'notification.planned.v1' | 'notification.handed_over.v1' | 'notification.failed.v1' }
>;
const isAboutMessage = (event: AnyEvent): event is AboutMessage => event.type.startsWith('notification.');

function nextNotification(before: NotificationFact | undefined, event: AboutMessage): NotificationFact {
  const { messageId: message_id, caseId: case_id, to: recipient, channel, template } = event.data;
  const stages = before ?? { planned_at: null, handed_over_at: null, failed_at: null };
  const { planned_at, handed_over_at, failed_at } = stages;
  const at = { planned_at, handed_over_at, failed_at };
  const fact = (state: string, stage: Partial<typeof at>) => ({
    ...{ message_id, case_id, recipient, channel, template, state },
    ...at,
    ...stage,
  });
  if (event.type === 'notification.planned.v1') return fact('planned', { planned_at: event.time });
  if (event.type === 'notification.handed_over.v1') return fact('handedOver', { handed_over_at: event.time });
  return fact('failed', { failed_at: event.time });
}
