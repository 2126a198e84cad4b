import { describe, expect, test } from '@jest/globals';
import type { Source } from '@caseloop/contracts';
import fc from 'fast-check';
import { bodyOf, deliveredPositions, groupIntoMessages, type OutboxRow } from './message-grouping.js';

const SOURCES = ['caseloop/intake', 'caseloop/policies'] as const;
const row = (position: number, source: Source, subject: string, text = 'x'): OutboxRow => ({
  position: String(position),
  source,
  subject,
  envelope: JSON.stringify(text),
});
const rows = fc
  .array(fc.tuple(fc.constantFrom(...SOURCES), fc.constantFrom('a', 'b', 'c'), fc.string({ maxLength: 30 })))
  .map((all) => all.map(([source, subject, text], i) => row(i, source, subject, text)));
const limits = { events: 3, bytes: 40 };

describe('putting the outbox into messages', () => {
  test('every row travels once; within a source, in the order of the outbox', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const messages = groupIntoMessages(all, limits);
        for (const source of SOURCES) {
          const sent = messages
            .filter((message) => message.source === source)
            .flatMap((message) => message.rows);
          expect(sent).toEqual(all.filter((one) => one.source === source));
        }
      }),
    );
  });

  test('a message keeps both limits, unless a single event is larger', () => {
    fc.assert(
      fc.property(rows, (all) => {
        for (const message of groupIntoMessages(all, limits)) {
          expect(message.rows.length).toBeLessThanOrEqual(limits.events);
          if (message.rows.length > 1)
            expect(Buffer.byteLength(bodyOf(message))).toBeLessThanOrEqual(limits.bytes);
        }
      }),
    );
  });

  test('an event goes out as the text it was written as', () => {
    const said = { ...row(1, 'caseloop/intake', 'a'), envelope: '{"b": 1,  "a":\t"ü"}' };
    expect(bodyOf({ source: 'caseloop/intake', rows: [said, said] })).toBe(
      `[${said.envelope},${said.envelope}]`,
    );
  });

  test('nothing leaves the outbox while something earlier of its subject is unconfirmed', () => {
    const confirmations = fc.array(fc.boolean(), { minLength: 200, maxLength: 200 });
    fc.assert(
      fc.property(rows, confirmations, (all, confirmed) => {
        const messages = groupIntoMessages(all, limits);
        const delivered = new Set(deliveredPositions(messages, confirmed));
        const left = all.filter((one) => !delivered.has(one.position));
        for (const one of left) {
          const later = all.filter(
            (other) =>
              other.source === one.source &&
              other.subject === one.subject &&
              Number(other.position) > Number(one.position),
          );
          expect(later.filter((other) => delivered.has(other.position))).toEqual([]);
        }
        if (messages.every((_, i) => confirmed[i])) expect(left).toEqual([]);
      }),
    );
  });
});
