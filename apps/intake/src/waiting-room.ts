import { type Logger, Problem } from '@caseloop/service';
import type { Answer, Arrival, Intake } from './intake.js';
import { BATCH_MESSAGES_MAX, RETRY_AFTER_S, WAITING_MAX } from './limits.js';
import type { ObserveSubmissions } from './observe-submissions.js';
import { submitEach } from './submit-each.js';

interface Waiting {
  readonly arrival: Arrival;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Where requests over HTTP wait while a batch is being decided, to go in together with the next one: a lonely request
 * goes in at once, many share transactions as messages do. One batch at a time, because batches of one process would
 * only wait for each other at the counter of case numbers.
 */
export class WaitingRoom {
  private waiting: Waiting[] = [];
  private deciding = 0;

  constructor(
    private readonly intake: Intake,
    private readonly logger: Logger,
    private readonly observe: ObserveSubmissions,
  ) {}

  /** Requests that wait or are being decided. */
  get inHand(): number {
    return this.waiting.length + this.deciding;
  }

  submit(arrival: Arrival): Promise<Answer> {
    if (this.waiting.length >= WAITING_MAX) {
      const title = 'Too many requests are waiting';
      throw new Problem({ status: 503, code: 'overloaded', title, retryAfterS: RETRY_AFTER_S });
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ arrival, resolve, reject });
      if (this.deciding === 0) void this.decide();
    });
  }

  private async decide(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, BATCH_MESSAGES_MAX);
      this.deciding = batch.length;
      const arrivals = batch.map(({ arrival }) => arrival);
      try {
        const answers = await this.observe('http', () => submitEach(this.intake, arrivals, this.logger));
        batch.forEach(({ resolve }, at) => resolve(answers[at]!));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      this.deciding = 0;
    }
  }
}
