import type { ServiceName, Source } from './vocabulary.js';

/** The exchanges of the product, all of type topic. Names as every partner and operator sees them. */
export const EXCHANGES = {
  intake: 'caseloop.intake',
  receipts: 'caseloop.receipts',
  events: 'caseloop.events',
  feed: 'caseloop.feed',
  unrouted: 'caseloop.unrouted',
  dead: 'caseloop.dead',
} as const;

/** Where requests of partners wait. */
export const INTAKE_QUEUE = 'intake.requests';

/** The queue in which a service finds the events it listens to. */
export function eventsQueue(service: ServiceName): string {
  return `${service}.events`;
}

/** The queue in which an owner finds the questions of those who missed something. */
export function resyncQueue(owner: ServiceName): string {
  return `${owner}.resync`;
}

/** The routing key of a source's batches on `caseloop.events`: the last word of `caseloop/casework`. */
export function sourceKey(source: Source): string {
  return source.slice(source.lastIndexOf('/') + 1);
}
