import { randomUUID } from 'node:crypto';
import { BATCH_CONTENT_TYPE, SERVICES, type AnyEvent, type ServiceName } from '@caseloop/contracts';
import { createTestDatabase, type TestDatabase } from '@caseloop/testing';
import pg from 'pg';
import {
  EXCHANGES,
  MESSAGING_TABLES,
  MessagingTables1700000000000,
  createMessaging,
  eventsQueue,
  sourceKey,
  type AnyDraft,
  type Messaging,
  type MessagingObserver,
  type MessagingTimings,
  type Transport,
} from '../src/index.js';
import { Effects1700000000001, startListening, type Behaviour } from './listener.js';

export const NOW = Date.parse('2026-01-05T09:00:00Z');

/** Waits short enough for tests, long enough to be seen. */
export const QUICK: Partial<MessagingTimings> = {
  relayPollMinMs: 10,
  relayPollMaxMs: 100,
  relayBackoffMs: 50,
  transientPausesMs: [10, 20],
  retryLadderMs: [20, 40],
  awaitingPauseMinMs: 20,
  awaitingPauseMaxMs: 100,
  keptPollMinMs: 10,
  keptPollMaxMs: 50,
  gapWaitMs: 200,
  headsIntervalMs: 100,
  stopMs: 2_000,
};

const owner = (name: ServiceName) => ({
  name,
  migrations: [MessagingTables1700000000000],
  tables: MESSAGING_TABLES,
});
export const DEFINITIONS = [
  owner('casework'),
  owner('intake'),
  { ...owner('routing'), migrations: [MessagingTables1700000000000, Effects1700000000001] },
];

export interface Instance {
  readonly messaging: Messaging;
  readonly parkedTypes: string[];
  stop(): Promise<void>;
}

/** One database with two owners and one consumer in it, over the transport under test. */
export class World {
  behave: Behaviour = () => undefined;
  readonly unroutable: string[] = [];
  readonly errors: unknown[] = [];
  private readonly running: { stop(): Promise<void> }[] = [];
  private readonly pools: pg.Pool[] = [];

  private constructor(
    private readonly db: TestDatabase,
    readonly transport: Transport,
  ) {}

  static async make(transport: Transport): Promise<World> {
    const db = await createTestDatabase({ definitions: DEFINITIONS });
    await transport.declare();
    const world = new World(db, transport);
    // In-process, a message is confirmed when all who listen have settled it; these do so without looking.
    const options = { prefetch: 100, batchMessages: 100, lingerMs: 0 };
    for (const service of SERVICES.filter((name) => name !== 'routing')) {
      world.running.push(await transport.consume(eventsQueue(service), async () => {}, options));
    }
    return world;
  }

  get databasePort(): number {
    return Number(new URL(this.db.adminUrl).port || 5432);
  }

  async close(): Promise<void> {
    for (const part of this.running.reverse()) await part.stop();
    for (const pool of this.pools) await pool.end();
    await this.db.drop();
  }

  /** `port`: of a proxy in front of the database. */
  pool(service: ServiceName, port?: number): pg.Pool {
    const url = new URL(this.db.url(service));
    if (port !== undefined) url.port = String(port);
    const pool = new pg.Pool({
      connectionString: url.toString(),
      options: `-c search_path=${service}`,
      max: 5,
    });
    pool.on('error', () => {});
    this.pools.push(pool);
    return pool;
  }

  /** A service that speaks; it does so from `start()` on. */
  speaker(service: 'casework' | 'intake', transport: Transport = this.transport): Messaging {
    const messaging = createMessaging({
      service,
      pool: this.pool(service),
      transport,
      now: () => NOW,
      observer: this.observer(),
      timings: QUICK,
    });
    this.running.push(messaging);
    return messaging;
  }

  /** A service that listens, as Nest runs it. */
  async listener(
    instance = 1,
    timings: Partial<MessagingTimings> = {},
    pool = this.pool('routing'),
  ): Promise<Instance> {
    const parkedTypes: string[] = [];
    const messaging = createMessaging({
      service: 'routing',
      pool,
      transport: this.transport,
      now: () => NOW,
      observer: { ...this.observer(), eventParked: ({ type }) => void parkedTypes.push(type) },
      timings: { ...QUICK, ...timings },
    });
    const app = await startListening(messaging, { instance, behave: () => this.behave });
    await messaging.start();
    const stop = async (): Promise<void> => {
      await messaging.stop();
      await app.close();
    };
    const running = { messaging, parkedTypes, stop };
    this.running.push(running);
    return running;
  }

  /** Sends events as they are, in messages of the given size, and waits until they are taken. */
  async send(events: readonly AnyEvent[], size = 1): Promise<void> {
    const sending: Promise<void>[] = [];
    for (let from = 0; from < events.length; from += size) {
      for (const source of new Set(events.slice(from, from + size).map((event) => event.source))) {
        const together = events.slice(from, from + size).filter((event) => event.source === source);
        sending.push(this.sendBody(JSON.stringify(together), sourceKey(source)));
      }
    }
    await Promise.all(sending);
  }

  async sendBody(body: string, routingKey: string): Promise<void> {
    const contentType = BATCH_CONTENT_TYPE;
    await this.transport.publish({
      exchange: EXCHANGES.events,
      routingKey,
      body,
      contentType,
      mandatory: true,
    });
  }

  /** What the consumer did, in the order in which it did it, per subject. */
  async effects(): Promise<Record<string, string[]>> {
    const { rows } = await this.query<{ subject: string; text: string }>(
      'routing',
      'SELECT subject, text FROM routing.effects ORDER BY position',
    );
    const effects: Record<string, string[]> = {};
    for (const { subject, text } of rows) (effects[subject] ??= []).push(text);
    return effects;
  }

  async query<R extends pg.QueryResultRow>(service: ServiceName, text: string): Promise<{ rows: R[] }> {
    const client = new pg.Client({
      connectionString: this.db.adminUrl,
      options: `-c search_path=${service}`,
    });
    await client.connect();
    try {
      return await client.query<R>(text);
    } finally {
      await client.end();
    }
  }

  /** Everything an owner has said, in order. */
  async said(service: 'casework' | 'intake'): Promise<AnyEvent[]> {
    const { rows } = await this.query<{ envelope: AnyEvent }>(
      service,
      `SELECT p.envelope FROM outbox o JOIN published_event p USING (source, subject, sequence) ORDER BY position`,
    );
    return rows.map((row) => row.envelope);
  }

  private observer(): Partial<MessagingObserver> {
    return {
      unroutable: (key) => void this.unroutable.push(key),
      batchFailed: ({ error }) => void this.errors.push(error),
      backgroundFailed: (_part, error) => void this.errors.push(error),
    };
  }
}

export const aCase = (): string => randomUUID();

/** Something said about a case. The text tells the consumer of these tests what to do with it. */
export function note(subject: string, text: string): AnyDraft {
  const data = {
    by: { kind: 'system', id: 'caseloop' },
    status: 'registered',
    cycle: 1,
    personal: { text },
  } as const;
  return { type: 'case.noted.v1', subject, time: NOW, data };
}

export function pack(name: string, version: string): AnyDraft {
  const data = { name, version, to: 'new', files: {}, by: { kind: 'system', id: 'caseloop' } };
  return { type: 'policy.published.v1', subject: name, time: NOW, data } as unknown as AnyDraft;
}
