import type { AnyEvent } from '@caseloop/contracts';
import type { EventDraft } from './events.js';

type Cause = Pick<EventDraft, 'unit' | 'correlationId' | 'causationId' | 'traceparent'>;

/** What a draft inherits from the event that made its author speak; the correlation is the request's all the way. */
export function causedBy(event: AnyEvent): Cause {
  return {
    ...(event.unit !== undefined && { unit: event.unit }),
    ...(event.correlationid !== undefined && { correlationId: event.correlationid }),
    causationId: event.id,
    ...(event.traceparent !== undefined && { traceparent: event.traceparent }),
  };
}
