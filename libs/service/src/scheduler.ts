import { Counter, Histogram, type Registry } from 'prom-client';
import type { Clock } from './clock.js';
import { JOB_BATCHES_MAX } from './limits.js';
import type { Logger } from './logger.js';
import type { Job } from './service.js';

interface Parts {
  readonly jobs: readonly Job[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Registry;
}

/**
 * The one scheduler of a service: it knows the periodic duties and runs what is due by the business clock. It has
 * no timer of its own; in real time it is ticked every second, in simulated time by whoever moves the clock.
 */
export class Scheduler {
  private running: Promise<number> | null = null;
  private queued: Promise<number> | null = null;
  private stopped = false;
  private readonly failures: Counter<'job'>;
  private readonly lateness: Histogram<'job'>;

  constructor(private readonly parts: Parts) {
    this.failures = new Counter({
      name: 'caseloop_job_failures_total',
      help: 'Runs of a periodic job that ended with an error',
      labelNames: ['job'],
      registers: [parts.metrics],
    });
    this.lateness = new Histogram({
      name: 'caseloop_job_lateness_seconds',
      help: 'How long after it was due a periodic job was run',
      labelNames: ['job'],
      buckets: [0.1, 0.5, 1, 2, 5, 15, 60, 300, 3600],
      registers: [parts.metrics],
    });
  }

  /**
   * Runs what is due until nothing is left; returns how much was done. Never beside itself: a call during a run
   * gets a run of its own after it, because the clock may have been moved since that one looked.
   */
  runDue(): Promise<number> {
    if (this.running === null) return this.begin();
    this.queued ??= this.running.then(() => {
      this.queued = null;
      return this.begin();
    });
    return this.queued;
  }

  /** A tick of real time: does nothing when the last one is still at work. */
  async tick(): Promise<void> {
    if (this.running === null) await this.begin();
  }

  /** The earliest instant at which any job has something to do, epoch milliseconds. */
  async nextDueAt(): Promise<number | null> {
    const instants = await Promise.all(this.parts.jobs.map((job) => job.nextDueAt()));
    const known = instants.filter((instant) => instant !== null);
    return known.length === 0 ? null : Math.min(...known);
  }

  /** Begins nothing more and waits for the run in hand. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private begin(): Promise<number> {
    this.running = this.passes().finally(() => (this.running = null));
    return this.running;
  }

  /** One job's work can make another's due, so passes go on until one finds nothing. */
  private async passes(): Promise<number> {
    const failed = new Set<Job>();
    let total = 0;
    let done: number;
    do {
      done = 0;
      for (const job of this.parts.jobs) {
        if (!failed.has(job) && !this.stopped) done += await this.runJob(job, failed);
      }
      total += done;
    } while (done > 0);
    return total;
  }

  private async runJob(job: Job, failed: Set<Job>): Promise<number> {
    let total = 0;
    try {
      const dueAt = await job.nextDueAt();
      const now = this.parts.clock.now();
      if (dueAt !== null && dueAt <= now) this.lateness.observe({ job: job.name }, (now - dueAt) / 1000);
      for (let batch = 0; batch < JOB_BATCHES_MAX && !this.stopped; batch++) {
        const done = await job.run(this.parts.clock.now());
        if (done === 0) return total;
        total += done;
      }
      if (this.stopped) return total;
      failed.add(job);
      this.parts.logger.error(
        { job: job.name, batches: JOB_BATCHES_MAX },
        'A job found no end; it goes on later',
      );
    } catch (error) {
      // The others go on; this one has its next try with the next tick.
      failed.add(job);
      this.failures.inc({ job: job.name });
      this.parts.logger.error({ err: error, job: job.name }, 'A job failed');
    }
    return total;
  }
}
