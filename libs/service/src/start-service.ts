import 'reflect-metadata';
import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Pool } from 'pg';
import type { Registry } from 'prom-client';
import { allowedMethods } from './allowed-methods.js';
import { within } from './bounded.js';
import { type Clock, SimulatedClock } from './clock.js';
import type { ServiceConfig } from './config.js';
import { createPool } from './database.js';
import { HostModule } from './host.module.js';
import { bodies } from './json-body.js';
import {
  CLOCK_DRIFT_MAX_MS,
  DRAIN_TIMEOUT_MS,
  HTTP_CLOSE_TIMEOUT_MS,
  HTTP_KEEP_ALIVE_MS,
  READINESS_TIMEOUT_MS,
} from './limits.js';
import { type Logger, createLogger, nestLogger } from './logger.js';
import { assertDurable, assertMigrated, migrate } from './migrate.js';
import { createMetrics, observeBacklog, requestDurations } from './observe.js';
import { Problem } from './problem.js';
import { ProblemFilter } from './problem.filter.js';
import { provision } from './provision.js';
import { callers, requestLog } from './request-log.js';
import type { RunningService, TimeSetting } from './running.js';
import { Scheduler } from './scheduler.js';
import type { ServiceAssembly, ServiceDefinition } from './service.js';

export interface StartOptions<T> {
  readonly config: ServiceConfig;
  readonly clock: Clock;
  readonly transport: T;
  /** When given (or in the configuration), the service's role and schema are made and migrated first. */
  readonly adminUrl?: string;
  /** Made from the configuration when absent. */
  readonly logger?: Logger;
  /** False: nobody knocks every second, periodic jobs run by `tick()` only. */
  readonly ticking?: boolean;
}

/** Everything a started service holds. */
interface Held {
  readonly config: ServiceConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly pool: Pool;
  readonly assembly: ServiceAssembly;
  readonly scheduler: Scheduler;
}

/** Starts a service on its database and transport. What could not be started is let go before the error is thrown. */
export async function startService<T>(
  definition: ServiceDefinition<T>,
  options: StartOptions<T>,
): Promise<RunningService> {
  const { config, clock } = options;
  const logger = options.logger ?? createLogger(config);
  const adminUrl = options.adminUrl ?? config.databaseAdminUrl;
  if (adminUrl !== undefined) {
    await provision(adminUrl, [definition.name]);
    await migrate(definition, adminUrl);
  }
  const pool = createPool(config, logger);
  try {
    await assertMigrated(definition, pool);
    if (config.mode === 'production') await assertDurable(pool);
    const metrics = createMetrics(definition.name);
    const assembly = definition.assemble({ config, clock, logger, pool, metrics }, options.transport);
    observeBacklog(metrics, assembly.messaging, logger);
    const scheduler = new Scheduler({ jobs: assembly.jobs, clock, logger, metrics });
    const held: Held = { config, clock, logger, metrics, pool, assembly, scheduler };
    return await new Running(held).start(options.ticking ?? true);
  } catch (error) {
    if (!pool.ending) await pool.end();
    throw error;
  }
}

class Running implements RunningService {
  private app!: INestApplication;
  private retired = false;
  private stopping: Promise<void> | null = null;

  constructor(private readonly held: Held) {}

  get name() {
    return this.held.config.service;
  }

  get config() {
    return this.held.config;
  }

  get metrics() {
    return this.held.metrics;
  }

  get handler(): RunningService['handler'] {
    return this.app.getHttpAdapter().getInstance() as RunningService['handler'];
  }

  async start(ticking: boolean): Promise<this> {
    const { assembly, scheduler, logger, config, metrics } = this.held;
    const module = HostModule.with({ running: this, assembly, scheduler, ticking });
    this.app = await NestFactory.create(module, {
      bodyParser: false,
      abortOnError: false,
      logger: nestLogger(logger),
    });
    this.app.use(requestLog(logger, requestDurations(metrics)));
    this.app.use(callers(config.mode));
    this.app.use(bodies(assembly.bodyLimits ?? []));
    // Before the microservice is connected: it takes the filters that are there at that moment.
    this.app.useGlobalFilters(new ProblemFilter(logger, allowedMethods(this.app)));
    this.app.connectMicroservice({ strategy: assembly.messaging.strategy }, { inheritAppConfig: true });
    try {
      await this.app.init();
      await this.app.startAllMicroservices();
      await assembly.messaging.start();
      await assembly.start?.();
    } catch (error) {
      await this.release().catch(() => undefined);
      throw error;
    }
    logger.info({ mode: config.mode }, 'started');
    return this;
  }

  async listen(): Promise<string> {
    const { httpHost, httpPort } = this.held.config;
    const server = this.app.getHttpServer() as Server;
    server.keepAliveTimeout = HTTP_KEEP_ALIVE_MS;
    server.headersTimeout = HTTP_KEEP_ALIVE_MS + 1_000;
    await this.app.listen(httpPort, httpHost);
    const { port } = server.address() as { port: number };
    const host = httpHost === '0.0.0.0' || httpHost === '::' ? 'localhost' : httpHost;
    return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  }

  async status() {
    const { assembly, clock, scheduler } = this.held;
    const [messaging, pending, nextDueAt] = await Promise.all([
      assembly.messaging.status(),
      assembly.pending?.() ?? 0,
      scheduler.nextDueAt(),
    ]);
    return { service: this.name, now: clock.now(), ...messaging, pending, nextDueAt };
  }

  setTime({ now, frozen }: TimeSetting): void {
    const { clock, config } = this.held;
    if (!(clock instanceof SimulatedClock) || config.mode === 'production') {
      const title = 'Business time is the time of this machine here and cannot be set';
      throw new Problem({ status: 409, code: 'realTime', title });
    }
    if (now < clock.now() - CLOCK_DRIFT_MAX_MS) {
      const detail = `It is ${new Date(clock.now()).toISOString()} here; time does not go back`;
      throw new Problem({ status: 422, code: 'backwardsInTime', title: 'Time does not go back', detail });
    }
    // Clocks of several processes run apart a little: a little behind is here already, not backwards.
    clock.set(Math.max(now, clock.now()));
    if (frozen) clock.freeze();
    else clock.run();
  }

  tick(): Promise<number> {
    return this.held.scheduler.runDue();
  }

  async readiness(): Promise<readonly string[]> {
    const { pool, assembly } = this.held;
    const reasons: string[] = [];
    if (this.retired) reasons.push('it is stopping');
    if (!assembly.messaging.isConnected()) reasons.push('the transport is not connected');
    try {
      await within(READINESS_TIMEOUT_MS, 'asking the database', pool.query('select 1'));
    } catch {
      reasons.push('the database does not answer');
    }
    return reasons;
  }

  retire(): void {
    this.retired = true;
  }

  stop(): Promise<void> {
    this.retired = true;
    this.stopping ??= this.release().finally(() => this.held.logger.info('stopped'));
    return this.stopping;
  }

  /**
   * New work first, then work in hand, then what it needs: jobs, the service's own doors and senders, messages,
   * HTTP, database. A step that fails or takes too long is logged; the next ones are taken all the same.
   */
  private async release(): Promise<void> {
    const { scheduler, assembly, logger, pool } = this.held;
    const steps: readonly [string, number, () => Promise<unknown>][] = [
      ['jobs', DRAIN_TIMEOUT_MS, () => scheduler.stop()],
      ['own work', DRAIN_TIMEOUT_MS, async () => assembly.stop?.()],
      ['messages', DRAIN_TIMEOUT_MS, () => assembly.messaging.stop()],
      ['http', HTTP_CLOSE_TIMEOUT_MS, () => this.closeHttp()],
      ['database', HTTP_CLOSE_TIMEOUT_MS, () => (pool.ending ? Promise.resolve() : pool.end())],
    ];
    for (const [what, timeoutMs, step] of steps) {
      try {
        await within(timeoutMs, `stopping ${what}`, step());
      } catch (error) {
        logger.error({ err: error, what }, 'A step of stopping went wrong');
      }
    }
  }

  /** Lets requests in hand finish; connections that wait for a next request are closed at once, the rest at last. */
  private async closeHttp(): Promise<void> {
    const server = this.app.getHttpServer() as Server;
    server.closeIdleConnections();
    const cut = setTimeout(() => server.closeAllConnections(), HTTP_CLOSE_TIMEOUT_MS - 1_000);
    try {
      await this.app.close();
    } finally {
      clearTimeout(cut);
    }
  }
}
