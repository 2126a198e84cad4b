import { type RequestListener, type Server, type ServerResponse, createServer } from 'node:http';
import type { ServiceName } from '@caseloop/contracts';
import { answerTime } from './dev-time.js';
import { KEEP_ALIVE_MS } from './limits.js';
import { PortTaken } from './ports.js';
import { serviceFor } from './routes.js';
import type { ServiceControl } from './simulated-time.js';

/** A service as the front sees it: something that answers HTTP, and the handle by which its time is moved. */
export interface FrontedService {
  readonly name: ServiceName;
  readonly answer: RequestListener;
  /** Its figures, in the text format of Prometheus. */
  readonly metrics: () => Promise<string>;
  readonly control: ServiceControl;
}

export interface Front {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * One port before all services, routing as an ingress does, and `/v1/dev/time` on top of them. Loopback only: it
 * trusts its callers.
 */
export async function openFront(services: readonly FrontedService[], port: number): Promise<Front> {
  const byName = new Map(services.map((service) => [service.name, service]));
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0]!;
    if (path === '/v1/dev/time') return answered(response, answerTime(request, response, services));
    if (path === '/health/live' || path === '/health/ready')
      return answered(response, answerHealth(path, response, services));
    if (path === '/metrics') return answered(response, answerMetrics(response, services));
    const service = byName.get(serviceFor(path)!);
    if (!service) return sendProblem(response, 404, 'notFound', `Nothing answers ${path}`);
    service.answer(request, response);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await listen(server, port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () => closeServer(server),
  };
}

/** A caller that hangs up, or a service that is gone, ends this answer and nothing else. */
function answered(response: ServerResponse, answer: Promise<void>): void {
  answer.catch(() => {
    if (response.headersSent || response.destroyed) return void response.destroy();
    response.setHeader('retry-after', '1');
    sendProblem(response, 503, 'unavailable', 'A service does not answer; its log says why');
  });
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((ready, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      failed(error.code === 'EADDRINUSE' ? new PortTaken(port) : error),
    );
    server.listen(port, '127.0.0.1', ready);
  });
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((done) => server.close(done));
  server.closeIdleConnections();
  await closed;
}

/** Alive is who answers; ready is the front only when every service behind it is. */
async function answerHealth(path: string, response: ServerResponse, services: readonly FrontedService[]) {
  if (path === '/health/live') return sendJson(response, 200, { status: 'ok' });
  const states = await Promise.allSettled(services.map((service) => service.control.status()));
  const down = services
    .filter((_, index) => states[index]!.status === 'rejected')
    .map((service) => service.name);
  if (down.length > 0) return sendProblem(response, 503, 'notReady', `Not ready: ${down.join(', ')}`);
  sendJson(response, 200, { status: 'ok', services: services.map((service) => service.name) });
}

async function answerMetrics(response: ServerResponse, services: readonly FrontedService[]) {
  const texts = await Promise.allSettled(services.map((service) => service.metrics()));
  const answered = texts.filter((text) => text.status === 'fulfilled').map((text) => text.value);
  response
    .writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
    .end(mergeMetrics(answered));
}

/**
 * One text out of several: a family of figures is described once and its samples stand together, as the format
 * (https://prometheus.io/docs/instrumenting/exposition_formats/) wants it. Each service labels its own.
 */
export function mergeMetrics(texts: readonly string[]): string {
  const families = new Map<string, { head: string[]; samples: string[] }>();
  for (const text of texts) {
    let family = { head: [] as string[], samples: [] as string[] };
    for (const line of text.split('\n').filter((candidate) => candidate !== '')) {
      const name = /^# (?:HELP|TYPE) (\S+)/.exec(line)?.[1];
      if (name !== undefined) {
        family = families.get(name) ?? { head: [], samples: [] };
        families.set(name, family);
        if (!family.head.includes(line)) family.head.push(line);
      } else family.samples.push(line);
    }
  }
  return [...families.values()].flatMap(({ head, samples }) => [...head, ...samples]).join('\n') + '\n';
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

/** Answers with a problem as RFC 9457 has it. */
export function sendProblem(response: ServerResponse, status: number, code: string, detail: string): void {
  const title = detail.split(/[;:]/, 1)[0];
  const problem = { type: `https://caseloop.dev/problems/${code}`, title, status, code, detail };
  response
    .writeHead(status, { 'content-type': 'application/problem+json; charset=utf-8' })
    .end(JSON.stringify(problem));
}
