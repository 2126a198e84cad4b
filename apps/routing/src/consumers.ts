import type { BatchContext, EventBatch } from '@caseloop/messaging';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { ROUTING, type RoutingDeps } from './deps.js';
import { onCaseEvents } from './on-case-events.js';
import { onPolicies } from './on-policies.js';

/** Everything routing listens to. */
@Controller()
export class RoutingConsumer {
  constructor(@Inject(ROUTING) private readonly deps: RoutingDeps) {}

  @EventPattern<string>('caseloop/policies')
  policies(@Payload() batch: EventBatch, @Ctx() context: BatchContext): Promise<void> {
    return onPolicies(batch, context, this.deps);
  }

  @EventPattern<string>('caseloop/casework')
  cases(@Payload() batch: EventBatch, @Ctx() context: BatchContext): Promise<void> {
    return onCaseEvents(batch, context, this.deps);
  }
}
