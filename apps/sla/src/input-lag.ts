import type { EventBatch, Messaging } from '@caseloop/messaging';
import { parseInstant } from '@caseloop/service-time';

/**
 * How far sla has come with what others tell it. Answers cheaply: an empty queue is up to date; while messages wait,
 * the latest of what was read tells how far this process is. Where the broker cannot be asked, nobody knows better.
 */
export class InputLag {
  private heardUntil = -Infinity;

  constructor(private readonly messaging: Pick<Messaging, 'queueDepth' | 'isConnected'>) {}

  heard({ streams }: EventBatch): void {
    for (const { events } of streams) {
      for (const { recordedat } of events)
        this.heardUntil = Math.max(this.heardUntil, parseInstant(recordedat));
    }
  }

  /** Epoch milliseconds up to which everything that was recorded has been read. */
  async appliedUntil(now: number): Promise<number> {
    if (this.messaging.isConnected()) {
      const waiting = await this.messaging.queueDepth().catch(() => null);
      if (waiting === 0) return now;
    }
    return Math.min(now, this.heardUntil);
  }
}
