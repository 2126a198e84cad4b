import type { ServiceName, ServiceStatus } from '@caseloop/contracts';
import type { Server } from '@nestjs/microservices';
import type { Transaction } from './events.js';

/** One event that is not applied and waits for a person, as `caseloop parked` shows it. */
export interface ParkedEvent {
  readonly service: ServiceName;
  readonly id: string;
  readonly source: string;
  readonly subject: string;
  readonly sequence: number;
  readonly type: string;
  readonly attempts: number;
  readonly reason: string;
  readonly error: string;
  readonly parkedAt: string;
  /** Later events of the same subject that wait behind it. */
  readonly waitingBehind: number;
}

export interface ParkedEvents {
  list(options: { limit: number }): Promise<ParkedEvent[]>;
  /** Gives events another try from the first step of the ladder; returns how many. */
  replay(ids: readonly string[] | 'all', by: string, reason: string): Promise<number>;
  /** Gives an event up: its watermark advances, the audit says who and why; returns how many. */
  discard(ids: readonly string[], by: string, reason: string): Promise<number>;
}

/** What happens inside, for metrics and the one log line per batch. All durations in milliseconds. */
export interface MessagingObserver {
  batchApplied(batch: {
    queue: string;
    source: string;
    events: number;
    applied: number;
    duplicates: number;
    kept: number;
    durationMs: number;
  }): void;
  batchFailed(failure: { queue: string; events: number; error: unknown; transient: boolean }): void;
  eventParked(event: { queue: string; type: string; subject: string; id: string; error: unknown }): void;
  relayed(pass: { events: number; messages: number; durationMs: number }): void;
  unroutable(key: string): void;
  /** A part that works in the background failed and goes on later: `relay`, `resync` ... */
  backgroundFailed?(part: string, error: unknown): void;
}

/** Everything a service has to do with messages. Made by `createMessaging`. */
export interface Messaging {
  /** The Nest transport strategy: `@EventPattern('caseloop/casework')` gets `EventBatch` and `BatchContext`. */
  readonly strategy: Server;
  readonly parked: ParkedEvents;
  /** Runs `work` in one transaction, repeats it on deadlock and serialisation errors, then wakes the relay. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Starts relay, kept events, resync and stream heads; the strategy is started by Nest. */
  start(): Promise<void>;
  /** Drains: consumers first, then relay. Bounded by a named limit. */
  stop(): Promise<void>;
  /**
   * Sums over every stream there is: for whoever waits until all is settled, not for a metric that is read every few
   * seconds.
   */
  status(): Promise<Pick<ServiceStatus, 'published' | 'applied' | 'outbox' | 'parked'>>;
  /** Events that wait for a person. */
  parkedCount(): Promise<number>;
  /** Seconds the oldest event waits in the outbox; 0 when it is empty. */
  outboxAgeSeconds(): Promise<number>;
  queueDepth(): Promise<number>;
  isConnected(): boolean;
}
