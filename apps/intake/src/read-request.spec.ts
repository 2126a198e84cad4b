import { parseStrictJson } from '@caseloop/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aRequest } from '../test/a-request.js';
import { readRequest } from './read-request.js';

const pointers = (body: unknown) =>
  readRequest(body, 'acme', '').violations.map(({ pointer, code }) => `${pointer} ${code}`);

describe('a request', () => {
  test('that is complete has no violation', () => {
    expect(pointers(aRequest())).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ['no customer', { customer: undefined }, ['/customer required']],
    ['no name', { customer: {} }, ['/customer/name required']],
    ['a blank name', { customer: { name: ' ' } }, ['/customer/name text']],
    ['a customer that is a text', { customer: 'Zhang' }, ['/customer object']],
    ['a customer that is a list', { customer: [{ name: 'Zhang' }] }, ['/customer object']],
    ['an unknown field', { colour: 'red' }, ['/colour unknownField']],
    ['an unknown field of the customer', { customer: { name: 'A', age: 3 } }, ['/customer/age unknownField']],
    ['an unknown channel', { channel: 'pigeon' }, ['/channel oneOf']],
    ['null instead of nothing', { summary: null }, ['/summary text']],
    ['a time without offset', { occurredAt: '2026-11-23T09:00:00' }, ['/occurredAt instant']],
    ['a day that does not exist', { occurredAt: '2026-02-30T09:00:00Z' }, ['/occurredAt instant']],
    ['a text that is too long', { verbatim: 'x'.repeat(20_001) }, ['/verbatim text']],
    ['an emotion we do not know', { emotion: ['calm', 'bored'] }, ['/emotion list']],
    ['a fact that is an object', { facts: { complex: {} } }, ['/facts facts']],
    [
      'an attachment without address',
      { attachments: [{ kind: 'document' }] },
      ['/attachments/0/uri required'],
    ],
    ['an attachment that is a text', { attachments: ['x'] }, ['/attachments list']],
    ['a list in the list of attachments', { attachments: [[{}]] }, ['/attachments list']],
    [
      'a checksum that is none',
      { attachments: [{ kind: 'document', uri: 'u', sha256: 'x' }] },
      ['/attachments/0/sha256 format'],
    ],
    ['half a device', { device: { deviceId: 'D1' } }, ['/device/alarmCode required']],
    ['a flag that is a word', { readBackConfirmed: 'yes' }, ['/readBackConfirmed boolean']],
  ])('with %s is refused there, once', (_, overrides, expected) => {
    expect(pointers(JSON.parse(JSON.stringify(aRequest(overrides))))).toEqual(expected);
  });

  test('with several faults hears all of them in one answer', () => {
    const { source: _, ...rest } = aRequest({ channel: 1, customer: { phone: 7 }, colour: 'red' });
    expect(pointers(rest).sort()).toEqual([
      '/channel oneOf',
      '/colour unknownField',
      '/customer/name required',
      '/customer/phone text',
      '/source required',
    ]);
  });

  test('that is no object cannot be read', () => {
    for (const body of [null, 1, 'text', [], true]) {
      expect(readRequest(body, 'acme', '').unreadable).toMatchObject({
        status: 422,
        errors: [{ pointer: '' }],
      });
    }
  });

  test('is the same request whatever the order of its fields and its white space', () => {
    const one = readRequest(parseStrictJson('{"a": 1, "b": [1.0, "é"]}'), 'acme', '');
    const other = readRequest(parseStrictJson('{"b":[1,"\\u00e9"],"a":1e0}'), 'acme', '');
    expect(one.bodyHash).toBe(other.bodyHash);
    expect(readRequest(parseStrictJson('{"a": 2}'), 'acme', '').bodyHash).not.toBe(one.bodyHash);
  });

  test('can be any JSON value at all: reading it never throws', () => {
    const fields = Object.keys(aRequest());
    const nearly = fc.dictionary(
      fc.constantFrom(...fields, 'facts', 'attachments', 'product'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), nearly), (value) => {
        const { unreadable, violations, sound } = readRequest(value, 'acme', '');
        const isThere = ({ pointer }: { pointer: string }) => {
          const [, field, inner] = pointer.split('/');
          const value = (sound as Record<string, object>)[field!];
          return value !== undefined && (inner === undefined || Object.hasOwn(value, inner));
        };
        expect(unreadable === null || violations.length === 0).toBe(true);
        expect(violations.filter(isThere)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
