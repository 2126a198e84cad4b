import type { BatchContext, EventBatch } from '@caseloop/messaging';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { CaseworkParts } from './case-changes.js';
import { onAssignments } from './on-assignments.js';
import { onClocks } from './on-clocks.js';
import { onRequestAccepted } from './on-request-accepted.js';
import { onSurveys } from './on-surveys.js';
import { CASEWORK_PARTS } from './tokens.js';

/** Everything casework listens to. */
@Controller()
export class CaseworkConsumer {
  constructor(@Inject(CASEWORK_PARTS) private readonly parts: CaseworkParts) {}

  @EventPattern<string>('caseloop/intake')
  intake(@Payload() batch: EventBatch, @Ctx() context: BatchContext): Promise<void> {
    return onRequestAccepted(batch, context, this.parts);
  }

  @EventPattern<string>('caseloop/policies')
  async policies(@Payload() batch: EventBatch, @Ctx() context: BatchContext): Promise<void> {
    await this.parts.packs.save(context.tx, batch);
  }

  @EventPattern<string>('caseloop/routing')
  routing(@Payload() batch: EventBatch, @Ctx() context: BatchContext): Promise<void> {
    return onAssignments(batch, context, this.parts);
  }

  @EventPattern<string>('caseloop/sla')
  sla(@Payload() batch: EventBatch, @Ctx() context: BatchContext): Promise<void> {
    return onClocks(batch, context, this.parts);
  }

  @EventPattern<string>('caseloop/notifications')
  notifications(@Payload() batch: EventBatch, @Ctx() context: BatchContext): Promise<void> {
    return onSurveys(batch, context, this.parts);
  }
}
