import { expect, test } from '@jest/globals';
import { readKey, readKeyHeader } from './idempotency-key.js';

test.each([
  ['8e03978e', '8e03978e'],
  ['"8e03978e"', '8e03978e'],
  ['"a \\"quoted\\" \\\\ key"', 'a "quoted" \\ key'],
  [' order 7 ', 'order 7'],
])('the header %s names the key %s', (header, key) => {
  expect(readKeyHeader(header)).toEqual({ key });
});

test.each([undefined, '', '""'])(
  'the header %j names no key, and the answer says where one belongs',
  (header) => {
    const error = { pointer: '/headers/idempotency-key', code: 'required' };
    expect(readKeyHeader(header)).toMatchObject({ key: null, error });
  },
);

test.each(['"open', '"a" b', '"a\\b"', 'x'.repeat(256), 'a\u0000b'])('the header %j is refused', (header) => {
  expect(readKeyHeader(header)).toMatchObject({ key: null, error: { code: 'malformedKey' } });
});

test('a key of 255 characters is accepted, one that is no text is refused', () => {
  expect(readKey('ä'.repeat(255), '/id')).toEqual({ key: 'ä'.repeat(255) });
  expect(readKey(7, '/id')).toMatchObject({ error: { pointer: '/id' } });
  // Two keys that were no text would be one key once they are decoded.
  expect(readKey('order \uFFFD', '/id')).toMatchObject({ error: { code: 'malformedKey' } });
});
