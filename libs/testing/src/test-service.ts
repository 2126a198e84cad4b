import { type Server, createServer } from 'node:http';
import type { AnyEvent, EventType } from '@caseloop/contracts';
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
  /** `body` is sent as JSON; a string goes as it stands. */
  request(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<HttpAnswer>;
}

export interface TestService extends RunningService {
  readonly http: HttpClient;
  /** What the service has said so far, in the order in which it was written down. */
  published(type?: EventType): Promise<AnyEvent[]>;
}

export interface TestServiceOptions<T> {
  readonly db: TestDatabase;
  readonly clock: Clock;
  readonly transport: T;
  readonly config?: Partial<ServiceConfig>;
  /** True: periodic jobs run once a second by themselves; otherwise by `tick()` only. */
  readonly ticking?: boolean;
}

/** A service in this process, on a test's own database, behind a port of its own. */
export async function startTestService<T>(
  definition: ServiceDefinition<T>,
  options: TestServiceOptions<T>,
): Promise<TestService> {
  const { db, clock, transport, ticking = false } = options;
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
  return Object.assign(Object.create(service) as RunningService, {
    http,
    published: (type?: EventType) => publishedEvents(db.adminUrl, definition.name, type),
    stop: async () => {
      await closeServer(server);
      await service.stop();
    },
  }) as TestService;
}

async function publishedEvents(adminUrl: string, schema: string, type?: EventType): Promise<AnyEvent[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ event: AnyEvent }>(
      `select to_jsonb(e) as event from ${schema}.published_event e`,
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
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      return { status: answer.status, headers: answer.headers, body: readBody(await answer.text()) };
    },
  };
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
