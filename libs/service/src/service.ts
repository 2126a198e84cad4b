import type { ServiceName, ServiceStatus } from '@caseloop/contracts';
import type { DynamicModule } from '@nestjs/common';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { Pool } from 'pg';
import type { Registry } from 'prom-client';
import type { EntitySchema, MigrationInterface } from 'typeorm';
import type { Clock } from './clock.js';
import type { ServiceConfig } from './config.js';
import type { BodyLimit } from './json-body.js';
import type { Logger } from './logger.js';

/**
 * A periodic duty in business time. `run` does at most one batch of what is due at `now` and returns how much it
 * did; it is called again until it returns 0. Safe in several instances at once (claims by SKIP LOCKED).
 */
export interface Job {
  readonly name: string;
  run(now: number): Promise<number>;
  /** Epoch milliseconds of the next thing to do, or null; asked on every tick, so one indexed look-up at most. */
  nextDueAt(): Promise<number | null>;
}

/** What every service gets when it is put together. */
export interface Host {
  readonly config: ServiceConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly pool: Pool;
  readonly metrics: Registry;
}

/** The part of messaging that the life of a service depends on; `Messaging` of @caseloop/messaging fits it. */
export interface MessagingPart {
  readonly strategy: CustomTransportStrategy;
  readonly parked: unknown;
  start(): Promise<void>;
  stop(): Promise<void>;
  status(): Promise<Pick<ServiceStatus, 'published' | 'applied' | 'outbox' | 'parked'>>;
  parkedCount(): Promise<number>;
  outboxAgeSeconds(): Promise<number>;
  queueDepth(): Promise<number>;
  isConnected(): boolean;
}

export interface ServiceAssembly {
  readonly module: DynamicModule;
  readonly messaging: MessagingPart;
  readonly jobs: readonly Job[];
  /** Work in hand that messaging does not know of (see `ServiceStatus.pending`). */
  pending?(): Promise<number>;
  /** After messaging has started: the door of intake, senders of notifications. */
  start?(): Promise<void>;
  /** Before messaging stops. */
  stop?(): Promise<void>;
  /** Routes whose bodies may be larger than a service request, or are read by the service itself. */
  readonly bodyLimits?: readonly BodyLimit[];
}

export type MigrationClass = new () => MigrationInterface;

/** A service as a value: what `serve` runs alone and the all-in-one runs beside the others. */
export interface ServiceDefinition<T> {
  readonly name: ServiceName;
  readonly migrations: readonly MigrationClass[];
  readonly tables: readonly EntitySchema[];
  assemble(host: Host, transport: T): ServiceAssembly;
}
