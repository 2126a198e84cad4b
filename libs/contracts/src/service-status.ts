import type { ServiceName, Source } from './vocabulary.js';

/**
 * What a service says of its own work in hand, so that an observer of all services can tell whether everything
 * that was said has been applied: totals are sums of sequences over all subjects of a source.
 */
export interface ServiceStatus {
  readonly service: ServiceName;
  /** Business time of the service, epoch milliseconds. */
  readonly now: number;
  /** Events this service has published, per source it owns. */
  readonly published: Partial<Record<Source, number>>;
  /** Events this service is done with, per source it listens to (held back behind a parked one counts as done). */
  readonly applied: Partial<Record<Source, number>>;
  /** Events not yet confirmed by the transport. */
  readonly outbox: number;
  /** Other work in hand: messages in the intake queue, notifications planned and not yet handed over. */
  readonly pending: number;
  readonly parked: number;
  /** The next instant at which a clock or a periodic job has something to do; null when nothing is awaited. */
  readonly nextDueAt: number | null;
}
