import { type Host, monotonicMs } from '@caseloop/service';
import { Counter, Histogram } from 'prom-client';
import type { TransportName } from './domain/submission.js';
import type { Answer } from './intake.js';

/** Tells of a batch of submissions: one log line, and the metrics an operator watches the door by. */
export type ObserveSubmissions = (
  transport: TransportName,
  decide: () => Promise<Answer[]>,
) => Promise<Answer[]>;

export function observeSubmissions({
  metrics,
  logger,
}: Pick<Host, 'metrics' | 'logger'>): ObserveSubmissions {
  const registers = [metrics];
  const requests = new Counter({
    name: 'caseloop_requests_total',
    help: 'Requests answered, by transport and by what they were answered',
    labelNames: ['transport', 'outcome'] as const,
    registers,
  });
  const batches = new Histogram({
    name: 'caseloop_intake_batch_requests',
    help: 'Requests decided in one transaction',
    labelNames: ['transport'] as const,
    buckets: [1, 2, 5, 10, 25, 50, 100, 200],
    registers,
  });
  return async (transport, decide) => {
    const startedMs = monotonicMs();
    const answers = await decide();
    const outcomes = { accepted: 0, duplicate: 0, rejected: 0 };
    for (const answer of answers) outcomes[outcomeOf(answer)] += 1;
    for (const [outcome, count] of Object.entries(outcomes)) requests.inc({ transport, outcome }, count);
    batches.observe({ transport }, answers.length);
    const durationMs = Math.round(monotonicMs() - startedMs);
    logger.info({ transport, requests: answers.length, ...outcomes, durationMs }, 'submissions');
    return answers;
  };
}

function outcomeOf({ receipt }: Answer): 'accepted' | 'duplicate' | 'rejected' {
  if (receipt.status === 'rejected') return 'rejected';
  return receipt.duplicate ? 'duplicate' : 'accepted';
}
