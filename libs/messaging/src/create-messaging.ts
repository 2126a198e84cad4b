import { SUBSCRIPTIONS, type ServiceName } from '@caseloop/contracts';
import type { Pool } from 'pg';
import { EventServer } from './event-server.js';
import { failPoint } from './fail-point.js';
import { Inbox } from './inbox.js';
import { KeptWorker } from './kept-worker.js';
import { DEFAULT_TIMINGS, type MessagingTimings } from './limits.js';
import type { Messaging, MessagingObserver } from './messaging.js';
import { writeOutbox } from './outbox.js';
import { ParkedStore } from './parked.js';
import { LogPartitions } from './partitions.js';
import { Receiver } from './receiver.js';
import { Relay } from './relay.js';
import { Resync } from './resync.js';
import { readOutboxAgeSeconds, readParkedCount, readStatus } from './status.js';
import { StreamHeads } from './stream-heads.js';
import { inTransaction, surviveLostConnections } from './transaction.js';
import { eventsQueue, type Transport } from './transport.js';

export interface MessagingOptions {
  readonly service: ServiceName;
  /** Of the service's own role; its search path is the service's schema. */
  readonly pool: Pool;
  readonly transport: Transport;
  /** Business time, epoch milliseconds. */
  readonly now: () => number;
  readonly observer?: Partial<MessagingObserver>;
  /** Shorter waits, for tests. */
  readonly timings?: Partial<MessagingTimings>;
}

const SILENT: MessagingObserver = {
  batchApplied: () => {},
  batchFailed: () => {},
  eventParked: () => {},
  relayed: () => {},
  unroutable: () => {},
};

/** Puts together everything a service has to do with messages. The transport stays its maker's to close. */
export function createMessaging(options: MessagingOptions): Messaging {
  const { service, pool, transport, now } = options;
  const timings = { ...DEFAULT_TIMINGS, ...options.timings };
  surviveLostConnections(pool);
  const parts = makeParts(options, timings);
  const { strategy, relay, resync, heads, partitions, keptWorker } = parts;
  return {
    strategy,
    parked: parts.parked,
    async transaction(work) {
      let said = 0;
      const result = await inTransaction(pool, async (tx) => {
        const done = await work(tx);
        await writeOutbox(tx, service, tx.drafts, now());
        said = tx.drafts.length;
        failPoint('outbox.afterWrite.beforeCommit');
        return done;
      });
      failPoint('outbox.afterCommit.beforeRelay');
      if (said > 0) relay.wake();
      return result;
    },
    async start() {
      await partitions.start();
      await transport.declare();
      await resync.start();
      for (const part of [relay, keptWorker, heads]) part.start();
    },
    async stop() {
      await strategy.close();
      await Promise.all([keptWorker, resync, heads, partitions].map((part) => part.stop(timings.stopMs)));
      await relay.stop(timings.stopMs);
    },
    status: () => readStatus(pool),
    parkedCount: () => readParkedCount(pool),
    outboxAgeSeconds: () => readOutboxAgeSeconds(pool),
    queueDepth: async () => (SUBSCRIPTIONS[service].length === 0 ? 0 : transport.depth(eventsQueue(service))),
    isConnected: () => transport.isConnected(),
  };
}

function makeParts(options: MessagingOptions, timings: MessagingTimings) {
  const { service, pool, transport, now } = options;
  const observer = { ...SILENT, ...options.observer };
  const onErrorOf = (part: string) => (error: unknown) => observer.backgroundFailed?.(part, error);
  const shared = { service, pool, transport, timings, observer, now };

  const relay = new Relay({ ...shared, onError: onErrorOf('relay') });
  const resync = new Resync({ ...shared, onError: onErrorOf('resync') });
  const inbox = new Inbox(service, pool, now, timings);
  const receiver = new Receiver({
    ...shared,
    inbox,
    onApplied: ({ due, said }) => {
      if (said > 0) relay.wake();
      if (due > 0) keptWorker.wake();
    },
    onHeads: (said) => resync.compare(said),
  });
  const keptWorker = new KeptWorker({
    ...shared,
    apply: (events) => receiver.apply(events),
    isListening: () => inbox.handlers.size > 0,
    onError: onErrorOf('kept events'),
  });
  return {
    relay,
    resync,
    keptWorker,
    strategy: new EventServer({ ...shared, inbox, receiver }),
    heads: new StreamHeads({ ...shared, onError: onErrorOf('stream heads') }),
    partitions: new LogPartitions(pool, now, onErrorOf('log partitions')),
    parked: new ParkedStore({ service, pool, now, onDue: () => keptWorker.wake() }),
  };
}
