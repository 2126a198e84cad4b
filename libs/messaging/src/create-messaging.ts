import type { AnyEvent, ServiceName } from '@caseloop/contracts';
import { SUBSCRIPTIONS } from '@caseloop/contracts';
import type { Pool } from 'pg';
import { EventServer } from './event-server.js';
import { Inbox, type Applied } from './inbox.js';
import { KeptWorker } from './kept-worker.js';
import { DEFAULT_TIMINGS, type MessagingTimings } from './limits.js';
import type { Messaging, MessagingObserver } from './messaging.js';
import { writeOutbox } from './outbox.js';
import { ParkedStore } from './parked.js';
import { LogPartitions } from './partitions.js';
import { Receiver } from './receiver.js';
import { Relay } from './relay.js';
import { Resync } from './resync.js';
import { readOutboxAgeSeconds, readStatus } from './status.js';
import { StreamHeads } from './stream-heads.js';
import { inTransaction } from './transaction.js';
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
  const observer = { ...SILENT, ...options.observer };
  const onErrorOf = (part: string) => (error: unknown) => observer.backgroundFailed?.(part, error);
  const shared = { service, pool, transport, timings, observer, now };

  const relay = new Relay({ ...shared, onError: onErrorOf('relay') });
  const resync = new Resync({ ...shared, onError: onErrorOf('resync') });
  const heads = new StreamHeads({ ...shared, onError: onErrorOf('stream heads') });
  const partitions = new LogPartitions(pool, now, onErrorOf('log partitions'));
  const inbox = new Inbox(service, pool, now, timings);
  const onApplied = ({ due, said }: Applied): void => {
    if (said > 0) relay.wake();
    if (due > 0) keptWorker.wake();
  };
  const onHeads = (said: readonly AnyEvent[]): Promise<void> => resync.compare(said);
  const receiver = new Receiver({ ...shared, inbox, onApplied, onHeads });
  const keptWorker = new KeptWorker({
    ...shared,
    apply: (events) => receiver.apply(events),
    isListening: () => inbox.handlers.size > 0,
    onError: onErrorOf('kept events'),
  });
  const strategy = new EventServer({ ...shared, inbox, receiver });

  return {
    strategy,
    parked: new ParkedStore({ service, pool, now, onDue: () => keptWorker.wake() }),
    async transaction(work) {
      let said = 0;
      const result = await inTransaction(pool, async (tx) => {
        const done = await work(tx);
        await writeOutbox(tx, service, tx.drafts, now());
        said = tx.drafts.length;
        return done;
      });
      if (said > 0) relay.wake();
      return result;
    },
    async start() {
      await partitions.start();
      await transport.declare();
      await resync.start();
      relay.start();
      keptWorker.start();
      heads.start();
    },
    async stop() {
      await strategy.close();
      const { stopMs } = timings;
      await Promise.all([keptWorker, resync, heads, partitions].map((part) => part.stop(stopMs)));
      await relay.stop(stopMs);
    },
    status: () => readStatus(pool),
    outboxAgeSeconds: () => readOutboxAgeSeconds(pool),
    queueDepth: async () => (SUBSCRIPTIONS[service].length === 0 ? 0 : transport.depth(eventsQueue(service))),
    isConnected: () => transport.isConnected(),
  };
}
