import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ServiceName } from '@caseloop/contracts';
import { within } from './bounded.js';
import { METRIC_TIMEOUT_MS } from './limits.js';
import type { Logger } from './logger.js';
import type { MessagingPart } from './service.js';

const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The registry of one service; every metric carries the service's name. */
export function createMetrics(service: ServiceName): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  return registry;
}

/** What waits, asked for when somebody looks. A question that fails leaves the last answer standing. */
export function observeBacklog(metrics: Registry, messaging: MessagingPart, logger: Logger): void {
  const gauge = (name: string, help: string, ask: () => Promise<number>): void => {
    new Gauge({
      name,
      help,
      registers: [metrics],
      async collect() {
        try {
          this.set(await within(METRIC_TIMEOUT_MS, `reading ${name}`, ask()));
        } catch (error) {
          logger.warn({ err: error, metric: name }, 'A metric could not be read');
        }
      },
    });
  };
  gauge('caseloop_queue_depth', 'Messages waiting in the queue of this service', () =>
    messaging.queueDepth(),
  );
  gauge('caseloop_outbox_age_seconds', 'How long the oldest event waits to be confirmed', () =>
    messaging.outboxAgeSeconds(),
  );
  gauge('caseloop_parked_events', 'Events that wait for a person', () => messaging.parkedCount());
}

/** How late clocks fire: observed by who fires them, seconds after the due time. */
export function clockLateness(metrics: Registry): Histogram {
  return new Histogram({
    name: 'caseloop_clock_lateness_seconds',
    help: 'How long after its due time a clock was fired',
    buckets: [0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300, 3600],
    registers: [metrics],
  });
}

/** The time each answer took, by route (the pattern, never the address itself). */
export function requestDurations(metrics: Registry): Histogram<'method' | 'route' | 'status'> {
  return new Histogram({
    name: 'caseloop_http_request_seconds',
    help: 'Time from the first byte of a request to the last of its answer',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: SECONDS,
    registers: [metrics],
  });
}

/** One applied batch, as messaging tells of it. */
interface Batch {
  readonly queue: string;
  readonly source: string;
  readonly events: number;
  readonly applied: number;
  readonly duplicates: number;
  readonly kept: number;
  readonly durationMs: number;
}

/**
 * What messaging tells of itself, as metrics and as one log line per batch: fits `MessagingObserver` of messaging.
 * Durations come in milliseconds.
 */
export function messagingObserver(logger: Logger, metrics: Registry) {
  const seen = messagingMetrics(metrics);
  return {
    batchApplied(batch: Batch): void {
      seen.batchEvents.observe({ source: batch.source }, batch.events);
      seen.handlerSeconds.observe({ source: batch.source }, batch.durationMs / 1000);
      logger.info(batch, 'batch');
    },
    batchFailed(failure: { queue: string; events: number; error: unknown; transient: boolean }): void {
      const { error, ...rest } = failure;
      seen.failures.inc();
      logger[failure.transient ? 'warn' : 'error']({ ...rest, err: error }, 'batch failed');
    },
    eventParked(event: { queue: string; type: string; subject: string; id: string; error: unknown }): void {
      const { error, ...rest } = event;
      seen.parked.inc();
      logger.error({ ...rest, err: error }, 'event parked');
    },
    backgroundFailed(part: string, error: unknown): void {
      logger.warn({ part, err: error }, 'a background part failed and goes on');
    },
    relayed(pass: { events: number; messages: number; durationMs: number }): void {
      seen.relayed.inc(pass.events);
      logger.debug(pass, 'relayed');
    },
    unroutable(key: string): void {
      seen.unroutable.inc();
      logger.warn({ key }, 'no queue takes this');
    },
  };
}

function messagingMetrics(metrics: Registry) {
  const registers = [metrics];
  const labelNames = ['source'] as const;
  const count = (name: string, help: string) => new Counter({ name, help, registers });
  return {
    batchEvents: new Histogram({
      name: 'caseloop_batch_events',
      help: 'Events in one applied batch',
      labelNames,
      buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000],
      registers,
    }),
    handlerSeconds: new Histogram({
      name: 'caseloop_handler_seconds',
      help: 'Time one batch took, transaction included',
      labelNames,
      buckets: SECONDS,
      registers,
    }),
    failures: count('caseloop_batch_failures_total', 'Batches that failed and were tried again or halved'),
    parked: count('caseloop_events_parked_total', 'Events set aside for a person'),
    relayed: count('caseloop_events_relayed_total', 'Events handed to the transport and confirmed'),
    unroutable: count('caseloop_unroutable_total', 'Messages that no queue took'),
  };
}
