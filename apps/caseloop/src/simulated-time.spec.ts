import { describe, expect, test } from '@jest/globals';
import type { ServiceStatus } from '@caseloop/contracts';
import { type ServiceControl, TooManyInstants, unsettledOf, walkTo } from './simulated-time.js';

/** A service with alarms: at each of `dueAt` it notes the time it was called at. */
function alarms(
  dueAt: readonly number[],
  rings: number[],
  follow: (at: number) => number[] = () => [],
): ServiceControl {
  let now = 0;
  let due = [...dueAt];
  return {
    status: async () => ({
      ...{ service: 'sla', published: {}, applied: {}, outbox: 0, pending: 0, parked: 0, now },
      nextDueAt: due.length === 0 ? null : Math.min(...due),
    }),
    setTime: async (at) => void (now = at),
    tick: async () => {
      const ringing = due.filter((at) => at <= now);
      due = [...due.filter((at) => at > now), ...ringing.flatMap(follow)];
      rings.push(...ringing.map(() => now));
    },
  };
}

describe('walking through time', () => {
  test('stops at every due instant of every service, in order', async () => {
    const rings: number[] = [];
    await walkTo([alarms([500, 100], rings), alarms([300], rings)], 1000);
    expect(rings).toEqual([100, 300, 500]);
  });

  test('stops at instants that only came up on the way', async () => {
    const rings: number[] = [];
    await walkTo([alarms([100], rings, (at) => (at < 300 ? [at + 100] : []))], 1000);
    expect(rings).toEqual([100, 200, 300]);
  });

  test('does not touch what is due after its end', async () => {
    const rings: number[] = [];
    await walkTo([alarms([999, 1001], rings)], 1000);
    expect(rings).toEqual([999]);
  });

  test('gives up after the named number of instants, and says where time stands', async () => {
    const endless = alarms([1], [], (at) => [at + 1]);
    await expect(walkTo([endless], 1_000_000)).rejects.toThrow(TooManyInstants);
  });
});

describe('what is unsettled', () => {
  const idle: ServiceStatus = {
    ...{
      service: 'casework',
      now: 0,
      published: {},
      applied: {},
      outbox: 0,
      pending: 0,
      parked: 0,
      nextDueAt: null,
    },
  };

  test('names the service that has not applied what another one said', () => {
    const said: ServiceStatus = { ...idle, service: 'intake', published: { 'caseloop/intake': 3 } };
    const heard: ServiceStatus = { ...idle, applied: { 'caseloop/intake': 1 } };
    expect(unsettledOf([said, heard])).toEqual(['casework has 2 events of caseloop/intake before it']);
  });

  test('is nothing when every consumer has applied every total', () => {
    const said: ServiceStatus = { ...idle, service: 'intake', published: { 'caseloop/intake': 3 } };
    expect(unsettledOf([said, { ...idle, applied: { 'caseloop/intake': 3 } }])).toEqual([]);
  });

  test('counts the outbox and the work in hand', () => {
    expect(unsettledOf([{ ...idle, outbox: 1, pending: 2 }])).toHaveLength(2);
  });
});
