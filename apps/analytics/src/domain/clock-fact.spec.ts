import { describe, expect, test } from '@jest/globals';
import type { AnyEvent } from '@caseloop/contracts';
import { type ClockFact, nextClockFact } from './clock-fact.js';

const event = (type: string, state: string, more: object = {}) =>
  ({
    type,
    time: '2026-11-23T02:00:00.000Z',
    data: {
      ...{
        clockId: 'k1',
        caseId: 'c1',
        metric: 'resolution',
        definition: 'd',
        cycle: 1,
        n: 1,
        state,
        target: 'PT1H',
      },
      ...{ startedAt: '2026-11-23T01:00:00.000Z', dueAt: '2026-11-23T02:00:00.000Z' },
      ...{ pack: { name: 'p', version: 'v' }, ...more },
    },
  }) as unknown as AnyEvent;
const after = (...events: AnyEvent[]) =>
  events.reduce<ClockFact | undefined>((fact, next) => nextClockFact(fact, next) ?? fact, undefined);

describe('the fact of a clock', () => {
  test('a met clock is not breached', () => {
    expect(after(event('clock.started.v1', 'running'), event('clock.met.v1', 'met'))).toMatchObject({
      state: 'met',
      breached_at: null,
    });
  });

  test('a breach stays when the promise is fulfilled late or cancelled', () => {
    const breached = event('clock.breached.v1', 'breached');
    expect(after(breached, event('clock.fulfilled_late.v1', 'fulfilledLate'))?.breached_at).not.toBeNull();
    expect(after(breached, event('clock.cancelled.v1', 'cancelled'))?.breached_at).not.toBeNull();
  });

  test('a correction to met takes the breach away', () => {
    const fact = after(event('clock.breached.v1', 'breached'), event('clock.corrected.v1', 'met'));
    expect(fact).toMatchObject({ state: 'met', breached_at: null });
  });

  test('a correction to late makes the due time the breach', () => {
    const fact = after(event('clock.met.v1', 'met'), event('clock.corrected.v1', 'fulfilledLate'));
    expect(fact?.breached_at).toBe('2026-11-23T02:00:00.000Z');
  });
});
