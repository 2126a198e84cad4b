import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Controller } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { eventually } from '@caseloop/testing';
import {
  SubscriptionMismatchError,
  createMessaging,
  type BatchContext,
  type EventBatch,
} from '../src/index.js';
import { story } from './story.js';
import { inProcessBench, type Bench } from './transports.js';
import { NOW, QUICK, World } from './world.js';

@Controller()
class HalfListener {
  @EventPattern<string>('caseloop/casework')
  onCasework(): void {}

  @EventPattern<string>('caseloop/sla')
  onClocks(): void {}
}

@Controller()
class FailingListener {
  @EventPattern<string>('caseloop/casework')
  async onCasework(@Payload() _batch: EventBatch, @Ctx() { tx }: BatchContext): Promise<void> {
    await tx.query(`SELECT 'not a number'::integer`);
  }

  @EventPattern<string>('caseloop/policies')
  onPolicies(): void {}
}

class Empty {}

describe('the strategy under Nest', () => {
  let bench: Bench;
  let world: World;

  beforeEach(async () => {
    bench = await inProcessBench();
    world = await World.make(bench.transport);
  });
  afterEach(async () => {
    await world.close();
    await bench.close();
  });

  const routing = () =>
    createMessaging({
      service: 'routing',
      pool: world.pool('routing'),
      transport: bench.transport,
      now: () => NOW,
      timings: QUICK,
    });
  const appOf = (controller: new () => object, { strategy }: ReturnType<typeof routing>) =>
    NestFactory.createMicroservice(
      { module: Empty, controllers: [controller] },
      { strategy, logger: false, abortOnError: false },
    );

  test('a service that handles other sources than it subscribes to does not start', async () => {
    const app = await appOf(HalfListener, routing());
    const error = await app.listen().catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(SubscriptionMismatchError);
    expect(error).toMatchObject({ missing: ['caseloop/policies'], unexpected: ['caseloop/sla'] });
    await app.close();
  });

  test("what the database said is known even where Nest's own filter has replaced it", async () => {
    const messaging = routing();
    const app = await appOf(FailingListener, messaging);
    await app.listen();
    await story(world.speaker('casework'), 1, 1);
    await world.send(await world.said('casework'));
    await eventually(async () =>
      expect(await messaging.parked.list({ limit: 1 })).toMatchObject([{ reason: '22P02', attempts: 1 }]),
    );
    await messaging.stop();
    await app.close();
  });
});
