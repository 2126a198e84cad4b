import type { BatchContext, EventBatch } from '@caseloop/messaging';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { onCaseEvents } from './on-case-events.js';
import { RequestsRepository } from './requests.repository.js';

/** Everything intake listens to. */
@Controller()
export class IntakeConsumer {
  constructor(@Inject(RequestsRepository) private readonly requests: RequestsRepository) {}

  @EventPattern<string>('caseloop/casework')
  casework(@Payload() batch: EventBatch, @Ctx() context: BatchContext): Promise<void> {
    return onCaseEvents(batch, context, this.requests);
  }
}
