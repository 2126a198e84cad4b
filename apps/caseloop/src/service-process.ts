import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ServiceName } from '@caseloop/contracts';
import { serviceDatabaseUrl } from '@caseloop/service';
import { freePort } from './ports.js';
import { PROCESS_START_MS_MAX, PROCESS_STOP_MS_MAX } from './limits.js';

/** One service in a process of its own, as a container would run it. */
export interface ServiceProcess {
  readonly name: ServiceName;
  readonly port: number;
  readonly child: ChildProcess;
}

export interface ProcessOptions {
  readonly rabbitmqUrl: string;
  readonly brokerPrefix: string;
  readonly logLevel: string;
  /** Where business time starts, epoch milliseconds. */
  readonly startAt: number;
}

/**
 * MiB of a half of the young generation. A batch lives as long as its transaction: with the 16 of V8 it would be
 * copied into the old generation and collected there, which costs several times as much.
 */
const NEW_SPACE = '--max-semi-space-size=32';

/** Starts the service's own `main.js` on a free port, with the database role of that service. */
export async function startProcess(
  name: ServiceName,
  adminUrl: string,
  options: ProcessOptions,
): Promise<ServiceProcess> {
  const port = await freePort();
  const manifest = createRequire(import.meta.url).resolve(`@caseloop/${name}/package.json`);
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', NEW_SPACE, join(dirname(manifest), 'dist', 'main.js')],
    {
      // A group of its own, so that Ctrl-C reaches us alone; the channel tells it when we are gone.
      detached: true,
      stdio: ['ignore', 2, 2, 'ipc'],
      env: {
        ...process.env,
        CASELOOP_MODE: 'embedded',
        DATABASE_URL: serviceDatabaseUrl(adminUrl, name),
        DATABASE_ADMIN_URL: '',
        RABBITMQ_URL: options.rabbitmqUrl,
        BROKER_PREFIX: options.brokerPrefix,
        HTTP_HOST: '127.0.0.1',
        HTTP_PORT: String(port),
        LOG_LEVEL: options.logLevel,
        CLOCK_START: new Date(options.startAt).toISOString(),
      },
    },
  );
  return { name, port, child };
}

/** Waits until the service says that it is ready; an error when it ends or takes too long. */
export async function untilReady({ name, port, child }: ServiceProcess): Promise<void> {
  for (let waitedMs = 0; waitedMs < PROCESS_START_MS_MAX; waitedMs += 50) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`${name} did not start; its log says why`);
    const ready = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null);
    if (ready?.ok) return;
    await new Promise((next) => setTimeout(next, 50));
  }
  throw new Error(`${name} was not ready within ${PROCESS_START_MS_MAX / 1000} s; its log says why`);
}

/** Lets the service drain, and ends it when it takes longer than it may. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), PROCESS_STOP_MS_MAX);
  await gone;
  clearTimeout(timer);
}
