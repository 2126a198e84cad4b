import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readMessages } from './reading.js';
import type { IncomingMessage } from './transport.js';

const message = (body: string): IncomingMessage => ({
  body: Buffer.from(body),
  exchange: 'caseloop.events',
  routingKey: 'casework',
  redelivered: false,
  headers: {},
});
const good = {
  specversion: '1.0',
  id: '01900000-0000-7000-8000-000000000001',
  source: 'caseloop/casework',
  type: 'case.noted.v1',
  subject: 'a',
  time: '2026-01-05T09:00:00.000Z',
  sequence: '0000000001',
  data: {},
};
const read = (...parts: unknown[]) => readMessages([message(JSON.stringify(parts))], ['caseloop/casework']);

describe('reading what the transport brings', () => {
  test('a body is a batch or a single event', () => {
    expect(read(good, good).events).toEqual([good, good]);
    expect(readMessages([message(JSON.stringify(good))], ['caseloop/casework']).events).toEqual([good]);
  });

  test('heads of streams are told apart', () => {
    const { sequence: _, ...heads } = { ...good, type: 'stream.heads.v1', data: { heads: [] } };
    expect(read(heads, good)).toEqual({ events: [good], heads: [heads], unreadable: [] });
  });

  test.each([
    ['another version', { specversion: '0.3' }],
    ['a source nobody here listens to', { source: 'caseloop/sla' }],
    ['an id that is no UUID', { id: '7' }],
    ['an empty subject', { subject: '' }],
    ['a NUL in its subject', { subject: 'a\0b' }],
    ['half a surrogate pair in its subject', { subject: 'a\ud800' }],
    ['a subject without end', { subject: 'a'.repeat(201) }],
    ['no time', { time: undefined }],
    ['no sequence', { sequence: undefined }],
    ['sequence 0', { sequence: '0000000000' }],
    ['a sequence without padding', { sequence: '1' }],
    ['no data', { data: null }],
  ])('an event with %s is put aside, the others of its message go on', (_what, change) => {
    const { events, unreadable } = read({ ...good, ...change }, good);
    expect(events).toEqual([good]);
    expect(unreadable).toHaveLength(1);
  });

  test('whatever comes, nothing is thrown and nothing is lost', () => {
    const parts = fc.array(fc.oneof(fc.jsonValue(), fc.constant(good)));
    fc.assert(
      fc.property(parts, (all) => {
        const { events, heads, unreadable } = read(...all);
        expect(events.length + heads.length + unreadable.length).toBe(all.length);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (body) => {
        readMessages([message(body)], ['caseloop/casework']);
      }),
    );
  });
});
