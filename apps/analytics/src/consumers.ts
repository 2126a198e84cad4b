import type { BatchContext, EventBatch } from '@caseloop/messaging';
import type { Pack } from '@caseloop/policy';
import type { PackVersions } from '@caseloop/service';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { onCaseEvents } from './on-case-events.js';
import { onClockEvents, onNotificationEvents, onRequestEvents } from './on-other-events.js';
import { PACKS } from './tokens.js';

/** Everything analytics listens to: every source, because it counts everything. */
@Controller()
export class AnalyticsConsumer {
  constructor(@Inject(PACKS) private readonly packs: PackVersions<Pack>) {}

  @EventPattern<string>('caseloop/intake')
  requests(@Payload() batch: EventBatch, @Ctx() { tx }: BatchContext): Promise<void> {
    return onRequestEvents(batch, tx);
  }

  @EventPattern<string>('caseloop/policies')
  async policies(@Payload() batch: EventBatch, @Ctx() { tx }: BatchContext): Promise<void> {
    await this.packs.save(tx, batch);
  }

  @EventPattern<string>('caseloop/casework')
  cases(@Payload() batch: EventBatch, @Ctx() context: BatchContext): Promise<void> {
    return onCaseEvents(batch, context, this.packs);
  }

  /** Decisions of routing are counted by what casework made of them. */
  @EventPattern<string>('caseloop/routing')
  assignments(): void {}

  @EventPattern<string>('caseloop/sla')
  clocks(@Payload() batch: EventBatch, @Ctx() { tx }: BatchContext): Promise<void> {
    return onClockEvents(batch, tx);
  }

  @EventPattern<string>('caseloop/notifications')
  notifications(@Payload() batch: EventBatch, @Ctx() { tx }: BatchContext): Promise<void> {
    return onNotificationEvents(batch, tx);
  }
}
