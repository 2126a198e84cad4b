import { type IncomingMessage, type ServerResponse, request as httpRequest } from 'node:http';
import type { ServiceName, ServiceStatus } from '@caseloop/contracts';
import type { RunningInstallation, UpOptions } from './all-in-one.js';
import { announceUrl } from './config.js';
import { type FrontedService, openFront, sendProblem } from './front.js';
import { FORWARD_MS_MAX } from './limits.js';
import { assertPortFree } from './ports.js';
import { publishPacks } from './packs.js';
import { ensureDatabase, prepareDatabase, startOfTime } from './prepare-database.js';
import { type ServiceProcess, startProcess, stopProcess, untilReady } from './service-process.js';
import { services } from './services.js';

export interface LocalOptions extends UpOptions {
  /** A server on which roles and databases may be made; the installation lives in its database `caseloop` unless it names one. */
  readonly databaseUrl: string;
  readonly rabbitmqUrl: string;
  readonly brokerPrefix: string;
}

/** Six processes on RabbitMQ and Postgres, as in production, and one port in front that routes as an ingress does. */
export async function startLocal(options: LocalOptions): Promise<RunningInstallation> {
  const port = await assertPortFree(options.port);
  announceUrl(`http://localhost:${port}`);
  const named = new URL(options.databaseUrl).pathname.length > 1;
  const adminUrl = named ? options.databaseUrl : await ensureDatabase(options.databaseUrl, 'caseloop');
  await prepareDatabase(adminUrl);
  const { startAt, startsEmpty } = await startOfTime(adminUrl, options.startBeforeMs);
  const started: ServiceProcess[] = [];
  let stopping = false;
  const stopProcesses = async () => {
    stopping = true;
    await Promise.all(started.map((service) => stopProcess(service.child)));
  };
  try {
    for (const { name } of services)
      started.push(await startProcess(name, adminUrl, { ...options, startAt }));
    for (const { name, child } of started) {
      child.once('exit', (code, signal) => void (stopping || options.onLost(name, signal ?? `exit ${code}`)));
    }
    await Promise.all(started.map((service) => untilReady(service)));
    const fronted = started.map(({ name, port }) => frontedProcess(name, port));
    const front = await openFront(fronted, port);
    const url = `http://localhost:${front.port}`;
    const packs = await publishPacks(url, options.packsDir);
    const stop = async () => {
      await front.close();
      await stopProcesses();
    };
    return {
      url,
      bus: withoutSecret(options.rabbitmqUrl),
      database: withoutSecret(adminUrl),
      packs,
      startsEmpty,
      stop,
    };
  } catch (error) {
    await stopProcesses();
    throw error;
  }
}

function frontedProcess(name: ServiceName, port: number): FrontedService {
  const post = async (path: string, body: unknown) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok)
      throw new Error(`${name} answered ${response.status} to ${path}: ${await response.text()}`);
  };
  return {
    name,
    answer: (request, response) => forward(name, port, request, response),
    metrics: async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text(),
    control: {
      status: async () =>
        (await fetch(`http://127.0.0.1:${port}/internal/dev/status`)).json() as Promise<ServiceStatus>,
      setTime: (now, frozen) => post('/internal/dev/time', { now, frozen }),
      tick: () => post('/internal/dev/tick', {}),
    },
  };
}

function forward(name: ServiceName, port: number, request: IncomingMessage, response: ServerResponse): void {
  const { method, url: path, headers } = request;
  const onward = httpRequest(
    { host: '127.0.0.1', port, method, path, headers, timeout: FORWARD_MS_MAX },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.once('timeout', () => onward.destroy(new Error('timeout')));
  onward.once('error', () => {
    if (response.headersSent) return void response.destroy();
    response.setHeader('retry-after', '1');
    sendProblem(response, 503, 'unavailable', `The service ${name} does not answer`);
  });
  request.pipe(onward);
}

function withoutSecret(url: string): string {
  const shown = new URL(url);
  shown.password = '';
  shown.username = '';
  return shown.href;
}
