import { gzipSync } from 'node:zlib';
import { aRequest } from './a-request.js';

/** A message nobody can take, and what its sender is told. */
export interface BadRequest {
  readonly name: string;
  readonly body: string | Buffer;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly code: string;
  /** `pointer code` of every violation. A place outside the body has a name of its own per transport: `{http, amqp}`. */
  readonly errors: readonly (string | { readonly http: string; readonly amqp: string })[];
}

const json = (overrides: Record<string, unknown>) => JSON.stringify(aRequest(overrides));
/** A member that `JSON.stringify` would not write. */
const sneaked = (member: string) => JSON.stringify(aRequest()).replace('{', `{${member},`);
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const notJson = (name: string, body: string | Buffer, ...errors: string[]): BadRequest => ({
  ...{ name, body, code: 'notJson', errors },
});
const invalid = (name: string, overrides: Record<string, unknown>, ...errors: string[]): BadRequest => ({
  ...{ name, body: json(overrides), code: 'invalid', errors },
});
const ofType = (contentType: string): BadRequest => ({
  ...{ name: `content type ${contentType}`, body: json({}), contentType, code: 'unsupportedMediaType' },
  errors: [
    {
      http: '/headers/content-type unsupportedMediaType',
      amqp: '/content_type unsupportedMediaType',
    },
  ],
});
const anEvent = (name: string, fields: object, ...errors: string[]): BadRequest => ({
  ...{ name, body: JSON.stringify(fields), contentType: 'application/cloudevents+json' },
  ...{ code: 'malformedEvent', errors },
});

export const BAD_REQUESTS: Readonly<Record<string, readonly BadRequest[]>> = {
  nothing: [notJson('no body', '', ' empty'), notJson('blanks', ' \n\t ', ' empty')],
  'not JSON': [
    notJson('half an object', '{"source":', '/source notJson'),
    notJson('a word', 'hello', ' notJson'),
    notJson('NaN', sneaked('"facts":{"a":NaN}'), '/facts/a notJson'),
    notJson('something behind it', `${json({})}{}`, ' notJson'),
    notJson('no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), ' notUtf8'),
    notJson('UTF-16', Buffer.from(json({}), 'utf16le'), ' notUtf8'),
  ],
  'wrong types': [
    invalid('a number for a text', { verbatim: 7 }, '/verbatim text'),
    invalid('a list for an object', { customer: [] }, '/customer object'),
    invalid('a list of facts', { facts: [1] }, '/facts facts'),
    invalid('an object in a fact', { facts: { a: {} } }, '/facts facts'),
    invalid('an object for a list', { attachments: {} }, '/attachments list'),
    invalid('a text for true', { readBackConfirmed: 'true' }, '/readBackConfirmed boolean'),
    invalid('null', { source: null, summary: null }, '/source oneOf', '/summary text'),
    { name: 'a list of requests', body: `[${json({})}]`, code: 'invalid', errors: [' isObject'] },
    { name: 'a text', body: '"request"', code: 'invalid', errors: [' isObject'] },
    { name: 'null alone', body: 'null', code: 'invalid', errors: [' isObject'] },
  ],
  missing: [
    invalid(
      'two fields',
      { source: undefined, verbatim: undefined },
      '/source required',
      '/verbatim required',
    ),
    invalid('the name', { customer: { phone: '13800001234' } }, '/customer/name required'),
    {
      name: 'everything',
      body: '{}',
      code: 'invalid',
      errors: [
        '/source required',
        '/channel required',
        '/occurredAt required',
        '/customer required',
        '/verbatim required',
      ],
    },
  ],
  'unknown fields': [
    invalid('beside the others', { colour: 'red' }, '/colour unknownField'),
    invalid(
      'deeper',
      { customer: { name: 'a', phone: '13800001234', hat: 1 } },
      '/customer/hat unknownField',
    ),
    invalid('with a slash', { 'a/b~c': 1 }, '/a~1b~0c unknownField'),
    invalid('the constructor', { constructor: { prototype: {} } }, '/constructor unknownField'),
  ],
  'too large': [
    {
      name: '1 MiB',
      body: json({ summary: 'x'.repeat(1024 * 1024) }),
      code: 'tooLarge',
      errors: [' tooLarge'],
    },
    {
      name: 'one byte too much',
      body: json({}).padEnd(256 * 1024 + 1),
      code: 'tooLarge',
      errors: [' tooLarge'],
    },
    notJson(
      'a thousand values',
      `{"attachments":[${'{},'.repeat(5_000)}{}]}`,
      '/attachments/998 tooManyValues',
    ),
  ],
  'deep nesting': [
    notJson('33 levels', nested(33), `${'/0'.repeat(32)} tooDeep`),
    notJson('100,000 levels', nested(100_000), `${'/0'.repeat(32)} tooDeep`),
  ],
  NUL: [
    notJson('in a text', json({ summary: 'a\u0000b' }), '/summary nulCharacter'),
    notJson('in a name', sneaked('"a\\u0000":1'), ' nulCharacter'),
    notJson('as a byte', json({ summary: 'a?b' }).replace('?', '\u0000'), '/summary notJson'),
  ],
  'lone surrogates': [
    notJson('high', sneaked('"summary":"\\ud800"'), '/summary loneSurrogate'),
    notJson('low', sneaked('"summary":"a\\udc00b"'), '/summary loneSurrogate'),
    notJson('in a name', sneaked('"\\ud800":1'), ' loneSurrogate'),
  ],
  'duplicate keys': [
    notJson('the same', sneaked('"verbatim":"first"'), '/verbatim duplicateKey'),
    notJson('escaped otherwise', sneaked('"\\u0076erbatim":"first"'), '/verbatim duplicateKey'),
  ],
  'the name __proto__': [
    notJson('beside the others', sneaked('"__proto__":{"admin":true}'), '/__proto__ forbiddenKey'),
    notJson('in the facts', sneaked('"facts":{"__proto__":1}'), '/facts/__proto__ forbiddenKey'),
  ],
  'numbers beyond a double': [
    notJson('1e999', sneaked('"facts":{"a":1e999}'), '/facts/a numberTooLarge'),
    notJson('-1e999', sneaked('"facts":{"a":-1e999}'), '/facts/a numberTooLarge'),
  ],
  'wrong content type': [
    ofType('image/png'),
    ofType('text/plain'),
    ofType('application/json; charset=gbk'),
    ofType('application/json; boundary=x'),
    ofType('application/cloudevents-batch+json'),
    {
      ...{ name: 'a compressed body', body: gzipSync(json({})), contentEncoding: 'gzip' },
      ...{ code: 'unsupportedMediaType' },
      errors: [
        {
          http: '/headers/content-encoding unsupportedMediaType',
          amqp: '/content_encoding unsupportedMediaType',
        },
      ],
    },
  ],
  'unknown pack': [
    {
      name: 'nonsense',
      body: json({ pack: 'nonsense' }),
      code: 'unknownPack',
      errors: ['/pack unknownPack'],
    },
    { name: 'a path', body: json({ pack: '../../etc' }), code: 'unknownPack', errors: ['/pack unknownPack'] },
  ],
  'another event': [
    anEvent(
      'of a wrong type',
      { specversion: '1.0', id: 'e1', type: 'case.opened.v1', data: aRequest() },
      '/type unknown',
    ),
    anEvent('without data', { specversion: '1.0', id: 'e2', type: 'request.submitted.v1' }, '/data required'),
    anEvent('in a list', [], '/specversion unknown', '/type unknown', '/data required'),
  ],
};
