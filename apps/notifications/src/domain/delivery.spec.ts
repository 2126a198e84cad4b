import { describe, expect, test } from '@jest/globals';
import { DAY, HOUR } from '@caseloop/service-time';
import fc from 'fast-check';
import { type Failure, afterFailure } from './attempts.js';
import { allowedAt } from './caps.js';
import { PER_DAY_MAX, PER_HOUR_MAX, RATE_WINDOW_MS, RETRY_AFTER_MAX_S, SENDS_MAX } from './limits.js';
import { heldUntil } from './quiet.js';
import { RateBreaker } from './rate.js';

describe('quiet hours', () => {
  const NIGHT = { from: '21:00', to: '08:00', exceptFor: ['urgent'] };
  const until = (time: string, over: object = {}, zone = 'Asia/Shanghai', quietHours = NIGHT) => {
    const held = heldUntil(
      { quietHours, zone },
      { carrier: 'sms', urgency: 'normal', ...over },
      Date.parse(time),
    );
    return held === null ? null : new Date(held).toISOString();
  };
  test.each([
    ['2026-11-23T12:59:59.999Z', null],
    ['2026-11-23T13:00:00.000Z', '2026-11-24T00:00:00.000Z'],
    ['2026-11-23T16:00:00.000Z', '2026-11-24T00:00:00.000Z'],
    ['2026-11-23T23:59:59.999Z', '2026-11-24T00:00:00.000Z'],
    ['2026-11-24T00:00:00.000Z', null],
  ])('at %s a text is held until %s', (now, expected) => {
    expect(until(now)).toBe(expected);
  });
  test('keep calls and pushes back too, but neither mails nor chats nor what is urgent', () => {
    const night = '2026-11-23T14:00:00.000Z';
    const carriers = ['callTask', 'appPush', 'email', 'webChat', 'log'] as const;
    expect(carriers.map((carrier) => until(night, { carrier }) !== null)).toEqual([
      ...[true, true],
      ...[false, false, false],
    ]);
    expect(until(night, { urgency: 'urgent' })).toBeNull();
  });
  test('may lie within one day, and end when the wall shows it after the clocks were changed', () => {
    const noon = { from: '12:00', to: '14:00', exceptFor: [] };
    expect(until('2026-11-23T05:00:00.000Z', {}, 'Asia/Shanghai', noon)).toBe('2026-11-23T06:00:00.000Z');
    // The night in which Berlin's clocks go forward ends an hour sooner.
    expect(until('2026-03-28T21:00:00.000Z', {}, 'Europe/Berlin')).toBe('2026-03-29T06:00:00.000Z');
  });
  test('are none where the pack has none', () => {
    expect(heldUntil({ quietHours: null, zone: 'UTC' }, { carrier: 'sms', urgency: 'low' }, 0)).toBeNull();
  });
});

describe('what one recipient is sent', () => {
  test('is so much in an hour and no more, and the next one waits until the first is an hour old', () => {
    expect(allowedAt([], PER_HOUR_MAX + 1, 1000)).toEqual([
      ...Array<null>(PER_HOUR_MAX).fill(null),
      1000 + HOUR,
    ]);
    expect(allowedAt([0, 1, 2, 3, 4], 1, HOUR - 1)).toEqual([HOUR]);
    expect(allowedAt([0, 1, 2, 3, 4], 1, HOUR)).toEqual([null]);
  });
  test('is never over a cap, whenever it is wanted', () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 3 * HOUR }), { maxLength: 80 });
    fc.assert(
      fc.property(pauses, (steps) => {
        const left: number[] = [];
        let now = 0;
        for (const step of steps) {
          now += step;
          if (allowedAt(left, 1, now)[0] === null) left.push(now);
        }
        for (const at of left) {
          const since = (ms: number) => left.filter((other) => other > at - ms && other <= at).length;
          expect(since(HOUR)).toBeLessThanOrEqual(PER_HOUR_MAX);
          expect(since(DAY)).toBeLessThanOrEqual(PER_DAY_MAX);
        }
      }),
    );
  });
});

describe('after an attempt that failed', () => {
  const notTaken = (afterS?: number): Failure => ({
    kind: 'notTaken',
    reason: '',
    ...(afterS === undefined ? {} : { afterS }),
  });
  const unsure: Failure = { kind: 'unsure', reason: '' };
  test('what was not taken is tried again, ever later, and given up in the end', () => {
    const next = [1, 2, 3, 4, 5, 6].map((attempts) => afterFailure(notTaken(), attempts, false));
    expect(next.map((one) => ('retryInS' in one ? one.retryInS : one.state))).toEqual([
      ...[1, 4, 15, 60, 300],
      'failed',
    ]);
  });
  test('the other side is left alone for as long as it asks, within reason', () => {
    expect(afterFailure(notTaken(30), 1, false)).toEqual({ state: 'planned', retryInS: 30 });
    expect(afterFailure(notTaken(1e9), 1, false)).toEqual({ state: 'planned', retryInS: RETRY_AFTER_MAX_S });
  });
  test('what may have left is a question for a person, unless sending twice does no harm', () => {
    expect(afterFailure(unsure, 1, false)).toEqual({ state: 'unknown' });
    expect(afterFailure(unsure, 1, true)).toEqual({ state: 'planned', retryInS: 1 });
    expect(afterFailure(unsure, SENDS_MAX, true)).toEqual({ state: 'failed' });
  });
  test('it never may have left more than three times', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }), (doubts) => {
        let sends = 0;
        for (const [i, isUnsure] of doubts.entries()) {
          if (isUnsure) sends += 1;
          if (afterFailure(isUnsure ? unsure : notTaken(), i + 1, true).state !== 'planned') break;
        }
        expect(sends).toBeLessThanOrEqual(SENDS_MAX);
      }),
    );
  });
  test('what was refused for good is not tried again', () => {
    expect(afterFailure({ kind: 'refused', reason: '' }, 1, true)).toEqual({ state: 'failed' });
  });
});

test('too many sends within a minute open the breaker for a minute', () => {
  const breaker = new RateBreaker(10);
  expect(breaker.counts(9, 0)).toBe(false);
  expect(breaker.counts(9, RATE_WINDOW_MS)).toBe(false);
  expect(breaker.counts(1, RATE_WINDOW_MS + 1)).toBe(true);
  expect(breaker.isOpen(RATE_WINDOW_MS + 2)).toBe(true);
  expect(breaker.isOpen(2 * RATE_WINDOW_MS + 1)).toBe(false);
});
