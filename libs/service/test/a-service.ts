import { Body, Controller, type DynamicModule, Get, HttpCode, Inject, Module, Post } from '@nestjs/common';
import type { Actor, ServiceStatus } from '@caseloop/contracts';
import { IsInt, IsString, Max, MaxLength, ValidateNested } from 'class-validator';
import { Type } from 'class-transformer';
import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import type { Pool } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  CurrentActor,
  CurrentPartner,
  CurrentTrace,
  type Host,
  type Job,
  type MessagingPart,
  PackVersionsTable1700000001000,
  type ServiceDefinition,
  type Trace,
  packVersionsTable,
  validated,
} from '@caseloop/service';

/** A transport strategy that carries nothing: what is tested here is the life around it. */
class SilentStrategy extends Server implements CustomTransportStrategy {
  override listen(callback: () => void): void {
    callback();
  }
  override close(): void {}
  override on(): void {}
  override unwrap<T>(): T {
    throw new Error('There is nothing to unwrap');
  }
}

class Notes1700000002000 implements MigrationInterface {
  readonly name = 'Notes1700000002000';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'create table notes (id bigint generated always as identity primary key, words text not null)',
    );
  }
  async down(): Promise<void> {}
}

class Inner {
  @IsInt() @Max(5) count!: number;
}

class EchoBody {
  @IsString() @MaxLength(5) name!: string;
  @ValidateNested() @Type(() => Inner) inner!: Inner;
}

const POOL = Symbol('Pool');

@Controller('v1/echo')
class EchoController {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  @Post()
  @HttpCode(200)
  echo(
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @CurrentPartner() partner: string,
    @CurrentTrace() trace: Trace,
  ): unknown {
    return { body: validated(EchoBody, body), actor, partner, trace };
  }

  @Get('words')
  async words(): Promise<unknown> {
    const { rows } = await this.pool.query('select words, pg_sleep(0) from notes');
    return { items: rows, next: null };
  }

  @Get('broken')
  broken(): never {
    throw new Error('select secret from nowhere');
  }
}

@Module({ controllers: [EchoController] })
class EchoModule {
  static with(pool: Pool): DynamicModule {
    return { module: EchoModule, providers: [{ provide: POOL, useValue: pool }] };
  }
}

export interface Recorded {
  readonly steps: string[];
  connected: boolean;
  host?: Host;
}

/** The smallest service there is: one route, one table, and a record of what happened to it. */
export function aService(
  recorded: Recorded,
  jobs: (host: Host) => readonly Job[] = () => [],
): ServiceDefinition<unknown> {
  return {
    name: 'routing',
    migrations: [PackVersionsTable1700000001000, Notes1700000002000],
    tables: [packVersionsTable],
    assemble: (host) => {
      recorded.host = host;
      return {
        module: EchoModule.with(host.pool),
        messaging: silentMessaging(recorded),
        jobs: jobs(host),
        start: async () => void recorded.steps.push('own start'),
        stop: async () => void recorded.steps.push('own stop'),
      };
    },
  };
}

function silentMessaging(recorded: Recorded): MessagingPart {
  const status: Pick<ServiceStatus, 'published' | 'applied' | 'outbox' | 'parked'> = {
    published: {},
    applied: {},
    outbox: 0,
    parked: 2,
  };
  return {
    strategy: new SilentStrategy(),
    parked: {
      list: async () => [{ id: 'a' }],
      replay: async (ids: unknown, by: string, reason: string) => {
        recorded.steps.push(`replay ${JSON.stringify(ids)} by ${by}: ${reason}`);
        return 2;
      },
      discard: async () => 0,
    },
    start: async () => void recorded.steps.push('messaging start'),
    stop: async () => void recorded.steps.push('messaging stop'),
    status: async () => status,
    parkedCount: async () => 2,
    outboxAgeSeconds: async () => 1.5,
    queueDepth: async () => 3,
    isConnected: () => recorded.connected,
  };
}
