import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { BATCH_CONTENT_TYPE, SERVICES, type AnyEvent, type ServiceName } from '@caseloop/contracts';
import { createTestDatabase, type TestDatabase } from '@caseloop/testing';
import { Catch, Controller, Inject, Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import pg from 'pg';
import { throwError } from 'rxjs';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  EXCHANGES,
  MESSAGING_TABLES,
  MessagingTables1700000000000,
  createMessaging,
  eventsQueue,
  sourceKey,
  type AnyDraft,
  type BatchContext,
  type EventBatch,
  type Messaging,
  type MessagingObserver,
  type MessagingTimings,
  type Transport,
} from '../src/index.js';

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

/** What the consumer of these tests does with an event: a row. Nothing keeps it from doing it twice. */
class Effects1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE effects (
      position bigserial PRIMARY KEY, source text NOT NULL, subject text NOT NULL, sequence text NOT NULL,
      text text NOT NULL, instance integer NOT NULL)`);
  }
  async down(): Promise<void> {}
}

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

/** Decides what happens to one event: an error to throw, the name of a pack it needs, or nothing. */
export type Behaviour = (text: string) => Error | { awaits: string } | undefined;

const PARTS = Symbol('PARTS');
interface ConsumerParts {
  readonly instance: number;
  readonly behave: () => Behaviour;
}

@Controller()
class Listener {
  constructor(@Inject(PARTS) private readonly parts: ConsumerParts) {}

  @EventPattern<string>('caseloop/casework')
  onCasework(@Payload() batch: EventBatch, @Ctx() context: BatchContext): Promise<void> {
    return this.on(batch, context);
  }

  @EventPattern<string>('caseloop/policies')
  onPolicies(@Payload() batch: EventBatch, @Ctx() context: BatchContext): Promise<void> {
    return this.on(batch, context);
  }

  private async on({ source, streams }: EventBatch, { tx, keep }: BatchContext): Promise<void> {
    for (const stream of streams) {
      for (const event of stream.events) {
        const text = textOf(event);
        const behaviour = this.parts.behave()(text);
        if (behaviour instanceof Error) throw behaviour;
        if (behaviour !== undefined) {
          const awaits = { source: 'caseloop/policies', subject: behaviour.awaits } as const;
          const known = await tx.query('SELECT FROM effects WHERE source = $1 AND subject = $2', [
            awaits.source,
            awaits.subject,
          ]);
          if (known.rowCount === 0) {
            keep(stream, event, awaits);
            break;
          }
        }
        await tx.query(
          'INSERT INTO effects (source, subject, sequence, text, instance) VALUES ($1, $2, $3, $4, $5)',
          [source, stream.subject, event.sequence, text, this.parts.instance],
        );
      }
    }
  }
}

@Catch()
class AsThrown {
  catch(error: unknown): unknown {
    return throwError(() => error);
  }
}

@Module({})
class ListenerModule {}

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

  async close(): Promise<void> {
    for (const part of this.running.reverse()) await part.stop();
    for (const pool of this.pools) await pool.end();
    await this.db.drop();
  }

  pool(service: ServiceName): pg.Pool {
    const pool = new pg.Pool({
      connectionString: this.db.url(service),
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
  async listener(instance = 1, timings: Partial<MessagingTimings> = {}): Promise<Instance> {
    const parkedTypes: string[] = [];
    const messaging = createMessaging({
      service: 'routing',
      pool: this.pool('routing'),
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

export async function startListening(messaging: Messaging, parts: ConsumerParts): Promise<INestMicroservice> {
  const app = await NestFactory.createMicroservice(
    {
      module: ListenerModule,
      controllers: [Listener],
      providers: [{ provide: PARTS, useValue: parts }],
    },
    { strategy: messaging.strategy, logger: false, abortOnError: false },
  );
  app.useGlobalFilters(new AsThrown());
  await app.listen();
  return app;
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

function textOf(event: AnyEvent): string {
  if (event.type === 'case.noted.v1') return event.data.personal?.text ?? '';
  if (event.type === 'policy.published.v1') return event.data.version;
  return event.type;
}
