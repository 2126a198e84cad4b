import type { BatchContext, EventBatch } from '@caseloop/messaging';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { SLA, type SlaDeps } from './deps.js';
import { onCaseEvents } from './on-case-events.js';
import { onPolicies } from './on-policies.js';
import { onReports } from './on-reports.js';

/** Everything sla listens to. */
@Controller()
export class SlaConsumer {
  constructor(@Inject(SLA) private readonly deps: SlaDeps) {}

  @EventPattern<string>('caseloop/policies')
  policies(@Payload() batch: EventBatch, @Ctx() context: BatchContext): Promise<void> {
    this.deps.lag.heard(batch);
    return onPolicies(batch, context, this.deps);
  }

  @EventPattern<string>('caseloop/casework')
  cases(@Payload() batch: EventBatch, @Ctx() context: BatchContext): Promise<void> {
    this.deps.lag.heard(batch);
    return onCaseEvents(batch, context, this.deps);
  }

  @EventPattern<string>('caseloop/notifications')
  notifications(@Payload() batch: EventBatch, @Ctx() context: BatchContext): Promise<void> {
    this.deps.lag.heard(batch);
    return onReports(batch, context, this.deps);
  }

  @EventPattern<string>('caseloop/routing')
  assignments(@Payload() batch: EventBatch, @Ctx() context: BatchContext): Promise<void> {
    this.deps.lag.heard(batch);
    return onReports(batch, context, this.deps);
  }
}
