import 'reflect-metadata';
import type { AnyEvent } from '@caseloop/contracts';
import { Catch, Controller, Inject, Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { throwError } from 'rxjs';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { BatchContext, EventBatch, Messaging } from '../src/index.js';

/** What the consumer of these tests does with an event: a row. Nothing keeps it from doing it twice. */
export class Effects1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE effects (
      position bigserial PRIMARY KEY, source text NOT NULL, subject text NOT NULL, sequence text NOT NULL,
      text text NOT NULL, instance integer NOT NULL)`);
  }
  async down(): Promise<void> {}
}

/** Decides what happens to one event: an error to throw, the name of a pack it needs, or nothing. */
export type Behaviour = (text: string) => Error | { awaits: string } | undefined;

const PARTS = Symbol('PARTS');
export interface ConsumerParts {
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

function textOf(event: AnyEvent): string {
  if (event.type === 'case.noted.v1') return event.data.personal?.text ?? '';
  if (event.type === 'policy.published.v1') return event.data.version;
  return event.type;
}
