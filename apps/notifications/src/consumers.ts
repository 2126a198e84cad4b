import type { BatchContext, EventBatch } from '@caseloop/messaging';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { NOTIFICATIONS, type NotificationsDeps } from './deps.js';
import { onCaseEvents } from './on-case-events.js';
import { onOtherEvents } from './on-other-events.js';

/** Everything notifications listens to. */
@Controller()
export class NotificationsConsumer {
  constructor(@Inject(NOTIFICATIONS) private readonly deps: NotificationsDeps) {}

  @EventPattern<string>('caseloop/policies')
  async policies(@Payload() batch: EventBatch, @Ctx() { tx }: BatchContext): Promise<void> {
    await this.deps.packs.save(tx, batch);
  }

  @EventPattern<string>('caseloop/casework')
  async cases(@Payload() batch: EventBatch, @Ctx() context: BatchContext): Promise<void> {
    await onCaseEvents(batch, context, this.deps);
    this.deps.sender.wake();
  }

  @EventPattern<string>('caseloop/routing')
  async assignments(@Payload() batch: EventBatch, @Ctx() context: BatchContext): Promise<void> {
    await onOtherEvents(batch, context, this.deps);
    this.deps.sender.wake();
  }

  @EventPattern<string>('caseloop/sla')
  async clocks(@Payload() batch: EventBatch, @Ctx() context: BatchContext): Promise<void> {
    await onOtherEvents(batch, context, this.deps);
    this.deps.sender.wake();
  }
}
