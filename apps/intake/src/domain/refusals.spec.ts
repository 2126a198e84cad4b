import { describe, expect, test } from '@jest/globals';
import { aRequest } from '../../test/a-request.js';
import { aWorld, decideOne, refusals, submitted } from '../../test/a-world.js';
import { submissionOf } from '../submissions.js';
import { type Rejection, decideBatch } from './decide-batch.js';

describe('a refused request', () => {
  test('hears what the core and what the pack refuse in one answer', () => {
    const body = aRequest({
      channel: 'phone',
      customer: { phone: 1 },
      type: 'nonsense',
      facts: { color: 'red', complex: 1 },
    });
    expect(refusals(body).sort()).toEqual([
      '/customer/name required',
      '/customer/phone text',
      '/facts/color unknown',
      '/facts/complex type',
      '/type unknown',
      'invalid',
    ]);
  });

  test('misses what a form of the pack requires', () => {
    const body = aRequest({ source: 'deviceAlarm', channel: 'deviceAlarm' });
    expect(refusals(body)).toEqual(['invalid', '/device/deviceId required', '/device/alarmCode required']);
  });

  test('reports no future: five minutes ahead is a clock, more is a mistake', () => {
    expect(decideOne(aRequest({ occurredAt: '2026-11-23T09:05:00+08:00' })).verdict).toBe('accept');
    expect(refusals(aRequest({ occurredAt: '2026-11-23T09:05:00.001+08:00' }))).toEqual([
      'invalid',
      '/occurredAt inFuture',
    ]);
  });

  test('names a pack that is not there', () => {
    expect(refusals(aRequest({ pack: 'nonsense' }))).toEqual(['unknownPack', '/pack unknownPack']);
  });

  test('points into the message it came in', () => {
    const content = { value: aRequest({ colour: 'red' }) };
    const submission = submissionOf({
      partner: 'a',
      transport: 'amqp',
      key: { key: 'k' },
      content,
      pointerBase: '/data',
    });
    const [decision] = decideBatch([submission], aWorld());
    expect((decision as Rejection).problem.errors[0]!.pointer).toBe('/data/colour');
  });

  test('without a key says so', () => {
    const [decision] = decideBatch([submitted(aRequest(), null)], aWorld());
    expect((decision as Rejection).problem).toMatchObject({ status: 400, code: 'missingKey' });
  });
});
