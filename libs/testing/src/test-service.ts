import { type Server, createServer } from 'node:http';
import {
  BATCH_CONTENT_TYPE,
  type AnyEvent,
  type EventType,
  type ServiceName,
  type Source,
} from '@caseloop/contracts';
import { TOPOLOGY, type Transport, createInProcessTransport, eventsQueue } from '@caseloop/messaging';
import {
  type Clock,
  type RunningService,
  type ServiceConfig,
  type ServiceDefinition,
  createLogger,
  startService,
} from '@caseloop/service';
import pg from 'pg';
import type { TestDatabase } from './test-database.js';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON of the body; its text when it is not JSON; null when it is empty. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers without a type for each
  readonly body: any;
}

/** Calls a service as a client does. */
export interface HttpClient {
  readonly address: string;
  /** `body` is sent as JSON; a string or bytes go as they stand. */
  request(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<HttpAnswer>;
}

export interface TestService extends RunningService {
  readonly http: HttpClient;
  /**
   * Hands events to this service alone, as their owners' relays would: one message per run of events of one source,
   * in the given order. Resolves when the transport has confirmed them; in-process that means applied, kept or parked.
   */
  deliver(events: readonly AnyEvent[]): Promise<void>;
  /** What the service has said so far, in the order in which it was written down. */
  published(type?: EventType): Promise<AnyEvent[]>;
}

export interface TestServiceOptions {
  readonly db: TestDatabase;
  readonly clock: Clock;
  /** Absent: an in-process one of its own, on which everything this service says is taken and forgotten. */
  readonly transport?: Transport;
  readonly config?: Partial<ServiceConfig>;
  /** True: periodic jobs run once a second by themselves; otherwise by `tick()` only. */
  readonly ticking?: boolean;
}

/** A service in this process, on a test's own database, behind a port of its own. */
export async function startTestService(
  definition: ServiceDefinition<Transport>,
  options: TestServiceOptions,
): Promise<TestService> {
  const { db, clock, ticking = false } = options;
  const transport = options.transport ?? (await lonelyTransport(definition.name));
  const config: ServiceConfig = {
    service: definition.name,
    mode: 'test',
    databaseUrl: db.url(definition.name),
    databasePoolMax: 5,
    brokerUrl: 'in-process:',
    brokerPrefix: '',
    httpHost: '127.0.0.1',
    httpPort: 0,
    logLevel: 'silent',
    ...options.config,
  };
  const service = await startService(definition, {
    config,
    clock,
    transport,
    ticking,
    logger: createLogger(config),
  });
  const server = createServer((request, response) => service.handler(request, response));
  const http = await httpClient(server);
  return {
    name: service.name,
    config: service.config,
    handler: service.handler,
    metrics: service.metrics,
    listen: () => service.listen(),
    status: () => service.status(),
    setTime: (time) => service.setTime(time),
    tick: () => service.tick(),
    readiness: () => service.readiness(),
    retire: () => service.retire(),
    http,
    deliver: (events) => deliver(transport, definition.name, events),
    published: (type) => publishedEvents(db.adminUrl, definition.name, type),
    stop: async () => {
      await closeServer(server);
      await service.stop();
      if (options.transport === undefined) await transport.close();
    },
  };
}

/**
 * A bus on which only one service listens. What others would have got is settled at once, because in-process a
 * publish is confirmed when everybody has taken it.
 */
async function lonelyTransport(service: ServiceName): Promise<Transport> {
  const transport = createInProcessTransport();
  await transport.declare();
  for (const { name } of TOPOLOGY.queues) {
    if (name.startsWith(`${service}.`)) continue;
    await transport.consume(name, async () => undefined, { prefetch: 100, batchMessages: 100, lingerMs: 0 });
  }
  return transport;
}

async function deliver(
  transport: Transport,
  service: ServiceName,
  events: readonly AnyEvent[],
): Promise<void> {
  const runs: { source: Source; events: AnyEvent[] }[] = [];
  for (const event of events) {
    if (runs.at(-1)?.source !== event.source) runs.push({ source: event.source, events: [] });
    runs.at(-1)!.events.push(event);
  }
  for (const run of runs) {
    await transport.publish({
      exchange: '',
      routingKey: eventsQueue(service),
      body: JSON.stringify(run.events),
      contentType: BATCH_CONTENT_TYPE,
      mandatory: true,
    });
  }
}

async function publishedEvents(adminUrl: string, schema: string, type?: EventType): Promise<AnyEvent[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ event: AnyEvent }>(
      // The log is append-only, so where a row stands says when it was written.
      `select envelope as event from ${schema}.published_event order by tableoid, ctid`,
    );
    return rows.map(({ event }) => event).filter((event) => type === undefined || event.type === type);
  } finally {
    await client.end();
  }
}

async function httpClient(server: Server): Promise<HttpClient> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  return {
    address,
    request: async (method, path, body, headers = {}) => {
      const answer = await fetch(address + path, {
        method,
        headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: wireForm(body) }),
      });
      return { status: answer.status, headers: answer.headers, body: readBody(await answer.text()) };
    },
  };
}

function wireForm(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return body;
  return Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body);
}

function readBody(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
