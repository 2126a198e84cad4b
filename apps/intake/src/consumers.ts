import type { BatchContext, EventBatch } from '@caseloop/messaging';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { onCaseEvents } from './on-case-events.js';
import { type NeedParts, onNeeds } from './on-needs.js';
import { RequestsRepository } from './requests.repository.js';
import { NEED_PARTS } from './tokens.js';

/** Everything intake listens to. */
@Controller()
export class IntakeConsumer {
  constructor(
    @Inject(RequestsRepository) private readonly requests: RequestsRepository,
    @Inject(NEED_PARTS) private readonly needs: NeedParts,
  ) {}

  @EventPattern<string>('caseloop/casework')
  async casework(@Payload() batch: EventBatch, @Ctx() context: BatchContext): Promise<void> {
    await onCaseEvents(batch, context, this.requests);
    await onNeeds(batch, context, this.needs);
  }
}
