import { setTimeout as wait } from 'node:timers/promises';
import { collectDefaultMetrics } from 'prom-client';
import { type Clock, SimulatedClock, systemClock } from './clock.js';
import { type ServiceConfig, processEnvironment, readServiceConfig } from './config.js';
import { ENDPOINT_REMOVAL_MS, SHUTDOWN_TIMEOUT_MS } from './limits.js';
import { createLogger } from './logger.js';
import type { RunningService } from './running.js';
import type { ServiceDefinition } from './service.js';
import { startService } from './start-service.js';

/** What carries messages, as far as the process must know it. */
interface Closable {
  close(): Promise<void>;
}

/**
 * The life of a service's process: reads the environment, starts, listens, and on SIGTERM or SIGINT finishes what is
 * in hand. Exit codes: 0 stopped as asked, 1 could not start or could not stop in time.
 */
export async function serve<T extends Closable>(
  definition: ServiceDefinition<T>,
  connect: (config: ServiceConfig) => T | Promise<T>,
): Promise<void> {
  try {
    const config = readServiceConfig(definition.name, processEnvironment());
    const logger = createLogger(config);
    const transport = await connect(config);
    const clock: Clock =
      config.mode === 'production' ? systemClock() : new SimulatedClock(config.clockStart, { frozen: false });
    const service = await startService(definition, { config, clock, transport, logger });
    // Of the process, so only here: in the all-in-one six services share one.
    collectDefaultMetrics({ register: service.metrics });
    logger.info({ address: await listen(service) }, 'ready');
    stopOnSignal(service, transport);
  } catch (error) {
    fail(`${definition.name} did not start: ${reasonOf(error)}`);
  }
}

async function listen(service: RunningService): Promise<string> {
  try {
    return await service.listen();
  } catch (error) {
    await service.stop();
    const code = (error as NodeJS.ErrnoException).code;
    const { httpHost, httpPort } = service.config;
    if (code === 'EADDRINUSE') throw new Error(`port ${httpPort} is taken; set HTTP_PORT to another one`);
    if (code === 'EACCES')
      throw new Error(`port ${httpPort} is not allowed to this user; set HTTP_PORT above 1023`);
    if (code === 'EADDRNOTAVAIL') throw new Error(`this machine has no address ${httpHost}; set HTTP_HOST`);
    throw error;
  }
}

function stopOnSignal(service: RunningService, transport: Closable): void {
  let asked = false;
  const stop = (): void => {
    // The second Ctrl-C means it.
    if (asked) fail(`${service.name} was told twice to stop and left its work to be done again`);
    asked = true;
    shutDown(service, transport).then(
      () => process.exit(0),
      (error: unknown) => fail(`${service.name} did not stop cleanly: ${reasonOf(error)}`),
    );
    setTimeout(
      () => fail(`${service.name} did not stop within ${SHUTDOWN_TIMEOUT_MS} ms`),
      SHUTDOWN_TIMEOUT_MS,
    ).unref();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // Started by another program over a channel: without that program nobody would ever stop this one.
  process.on('disconnect', stop);
}

async function shutDown(service: RunningService, transport: Closable): Promise<void> {
  service.retire();
  // Whoever sends requests here learns of it by asking, a little later: until then they are served.
  if (service.config.mode === 'production') await wait(ENDPOINT_REMOVAL_MS);
  await service.stop();
  await transport.close();
}

/** One line for a person; a stack only where nothing better is known. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error.message || error.name;
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
