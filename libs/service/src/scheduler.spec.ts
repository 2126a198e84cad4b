import { describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { SimulatedClock } from './clock.js';
import { Scheduler } from './scheduler.js';
import type { Job } from './service.js';

const MONDAY = Date.parse('2026-01-05T09:00:00Z');

/** A job that has something to do at each of `instants`, one at a time. */
function jobAt(instants: number[], did: string[] = [], name = 'job'): Job {
  return {
    name,
    run: async (now) => {
      if (instants[0] === undefined || instants[0] > now) return 0;
      instants.shift();
      did.push(name);
      return 1;
    },
    nextDueAt: async () => instants[0] ?? null,
  };
}

function schedulerOf(jobs: readonly Job[], clock = new SimulatedClock(MONDAY)) {
  const metrics = new Registry();
  return {
    clock,
    metrics,
    scheduler: new Scheduler({ jobs, clock, logger: pino({ enabled: false }), metrics }),
  };
}

describe('the scheduler', () => {
  test('runs a job until it has nothing left, and nothing before it is due', async () => {
    const { scheduler, clock } = schedulerOf([jobAt([MONDAY, MONDAY, MONDAY + 5_000])]);
    expect(await scheduler.runDue()).toBe(2);
    expect(await scheduler.nextDueAt()).toBe(MONDAY + 5_000);
    clock.advance(5_000);
    expect(await scheduler.runDue()).toBe(1);
    expect(await scheduler.nextDueAt()).toBeNull();
  });

  test('knows the earliest instant of all jobs', async () => {
    const { scheduler } = schedulerOf([jobAt([]), jobAt([MONDAY + 9]), jobAt([MONDAY + 3])]);
    expect(await scheduler.nextDueAt()).toBe(MONDAY + 3);
  });

  test('goes on until a job that was made due by another one is done too', async () => {
    const did: string[] = [];
    const later: number[] = [];
    const first = jobAt(later, did, 'first');
    const second = jobAt([MONDAY], did, 'second');
    const waking: Job = {
      ...second,
      run: async (now) => {
        const done = await second.run(now);
        if (done > 0) later.push(now);
        return done;
      },
    };
    await schedulerOf([first, waking]).scheduler.runDue();
    expect(did).toEqual(['second', 'first']);
  });

  test('does the other jobs when one fails, and counts the failure', async () => {
    const did: string[] = [];
    const broken: Job = {
      name: 'broken',
      run: () => Promise.reject(new Error('no')),
      nextDueAt: async () => MONDAY,
    };
    const { scheduler, metrics } = schedulerOf([broken, jobAt([MONDAY, MONDAY], did)]);
    expect(await scheduler.runDue()).toBe(2);
    expect(did).toHaveLength(2);
    expect(await metrics.metrics()).toContain('caseloop_job_failures_total{job="broken"} 1');
  });

  test('never runs beside itself: who asks meanwhile gets a run of their own afterwards', async () => {
    let inside = 0;
    let most = 0;
    let runs = 0;
    const slow: Job = {
      name: 'slow',
      run: async () => {
        runs += 1;
        most = Math.max(most, ++inside);
        await new Promise(setImmediate);
        inside -= 1;
        return 0;
      },
      nextDueAt: async () => null,
    };
    const { scheduler } = schedulerOf([slow]);
    await Promise.all([scheduler.runDue(), scheduler.tick(), scheduler.runDue(), scheduler.runDue()]);
    expect({ most, runs }).toEqual({ most: 1, runs: 2 });
  });

  test('does not let a job without end starve the others', async () => {
    const did: string[] = [];
    const endless: Job = { name: 'endless', run: async () => 1, nextDueAt: async () => MONDAY };
    await schedulerOf([endless, jobAt([MONDAY], did)]).scheduler.runDue();
    expect(did).toEqual(['job']);
  });

  test('leaves a job in the middle of its work when it is stopped, without complaint', async () => {
    const complaints: string[] = [];
    const clock = new SimulatedClock(MONDAY);
    const logger = pino({}, { write: (line) => void complaints.push(line) });
    const endless: Job = {
      name: 'endless',
      run: async () => {
        if (runs++ === 3) stopping = scheduler.stop();
        return 1;
      },
      nextDueAt: async () => MONDAY,
    };
    let runs = 0;
    let stopping: Promise<void> | undefined;
    const scheduler = new Scheduler({ jobs: [endless], clock, logger, metrics: new Registry() });
    expect(await scheduler.runDue()).toBe(4);
    await stopping;
    expect(complaints).toEqual([]);
  });

  test('does nothing once it is stopped, and stopping waits for the run in hand', async () => {
    const did: string[] = [];
    const { scheduler } = schedulerOf([jobAt([MONDAY], did), jobAt([MONDAY], did)]);
    const run = scheduler.runDue();
    await scheduler.stop();
    await run;
    const before = did.length;
    await scheduler.runDue();
    expect(did.length).toBe(before);
  });
});
