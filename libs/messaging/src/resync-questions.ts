import { SERVICES, SOURCE_OWNERS, SUBSCRIPTIONS, type ServiceName, type Source } from '@caseloop/contracts';
import type { StreamKey } from './outbox.js';
import { eventsQueue, resyncQueue, type OutgoingMessage } from './transport.js';

/** "Tell me again what you said of this subject, from this sequence on, in my queue." */
export interface ResyncQuestion extends StreamKey {
  readonly queue: string;
  readonly from: number;
}

/** A stream with a hole, and the first sequence that is missing. */
export interface Gap extends StreamKey {
  readonly from: number;
}

export function questionOf(service: ServiceName, gap: Gap): OutgoingMessage {
  const { source, subject, from } = gap;
  const question: ResyncQuestion = { queue: eventsQueue(service), source, subject, from };
  return {
    exchange: '',
    routingKey: resyncQueue(SOURCE_OWNERS[source]),
    body: JSON.stringify(question),
    contentType: 'application/json',
    type: 'stream.resync.v1',
    mandatory: false,
  };
}

/** The question in a message to `owner`, or null: an owner sends only what is its own, and only to who listens. */
export function readQuestion(owner: ServiceName, body: Buffer): ResyncQuestion | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null) return null;
  const { queue, source, subject, from } = parsed as Partial<Record<keyof ResyncQuestion, unknown>>;
  if (typeof subject !== 'string' || subject.includes('\0')) return null;
  if (typeof from !== 'number' || !Number.isSafeInteger(from) || from < 1) return null;
  const asker = SERVICES.find((service) => eventsQueue(service) === queue);
  if (asker === undefined || !SUBSCRIPTIONS[asker].includes(source as Source)) return null;
  if (SOURCE_OWNERS[source as Source] !== owner) return null;
  return { queue: eventsQueue(asker), source: source as Source, subject, from };
}
