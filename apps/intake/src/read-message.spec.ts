import type { IncomingMessage } from '@caseloop/messaging';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aRequest } from '../test/a-request.js';
import { mayReplyTo } from './amqp-door.js';
import { readMessage } from './read-message.js';

function aMessage(overrides: Partial<IncomingMessage> = {}): IncomingMessage {
  return {
    body: Buffer.from(JSON.stringify(aRequest())),
    exchange: 'caseloop.intake',
    routingKey: 'request.acme',
    redelivered: false,
    contentType: 'application/json',
    messageId: 'k1',
    headers: {},
    ...overrides,
  };
}
const read = (overrides: Partial<IncomingMessage>, requireUserId = false) =>
  readMessage(aMessage(overrides), { requireUserId });
const event = (fields: object) => ({
  contentType: 'application/cloudevents+json; charset=utf-8',
  body: Buffer.from(JSON.stringify(fields)),
});

test('a plain message is of the partner in its routing key, and its id is the key', () => {
  expect(read({})).toMatchObject({ partner: 'acme', key: { key: 'k1' }, content: { value: aRequest() } });
});

test('where users are authenticated the routing key counts for nothing', () => {
  expect(read({ userId: 'globex' }, true).partner).toBe('globex');
  expect(read({}, true)).toMatchObject({
    partner: 'unknown',
    content: { problem: { code: 'unknownPartner' } },
  });
});

test('a CloudEvent carries its request in data and its key in id', () => {
  const { key, content, pointerBase } = read(
    event({ specversion: '1.0', type: 'request.submitted.v1', id: 'e1', source: 'x', data: aRequest() }),
  );
  expect({ key, content, pointerBase }).toEqual({
    key: { key: 'e1' },
    content: { value: aRequest() },
    pointerBase: '/data',
  });
});

test.each<[string, Partial<IncomingMessage>, string]>([
  ['a partner who cannot be', { routingKey: 'request.ACME' }, 'unknownPartner'],
  ['no JSON', { body: Buffer.from('{"a":') }, 'notJson'],
  ['a field given twice', { body: Buffer.from('{"a":1,"a":2}') }, 'notJson'],
  ['NUL', { body: Buffer.from('{"verbatim":"a\\u0000"}') }, 'notJson'],
  ['half a character', { body: Buffer.from([0x22, 0xe5, 0x22]) }, 'notJson'],
  ['more than a request may have', { body: Buffer.alloc(1024 * 1024, 0x20) }, 'tooLarge'],
  ['a picture', { contentType: 'image/png' }, 'unsupportedMediaType'],
  ['another charset', { contentType: 'application/json; charset=gbk' }, 'unsupportedMediaType'],
  ['a compressed body', { contentEncoding: 'gzip' }, 'unsupportedMediaType'],
  ['more values than anybody can mean', { body: Buffer.from(`[${'0,'.repeat(1000)}0]`) }, 'notJson'],
  ['another event', event({ specversion: '1.0', type: 'order.placed', id: '1', data: {} }), 'malformedEvent'],
  [
    'an event without data',
    event({ specversion: '1.0', type: 'request.submitted.v1', id: '1' }),
    'malformedEvent',
  ],
])('a message with %s has a problem', (_, overrides, code) => {
  expect(read(overrides)).toMatchObject({ content: { problem: { code } } });
});

test('whatever bytes arrive, reading them never throws', () => {
  const types = fc.constantFrom('application/json', 'application/cloudevents+json', 'text/plain', '');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), types, fc.string(), (bytes, contentType, routingKey) => {
      const { content } = read({ body: Buffer.from(bytes), contentType, routingKey });
      expect('value' in content || content.problem.status >= 400).toBe(true);
    }),
  );
});

test('a receipt goes to the sender’s own queues and nowhere else', () => {
  expect(mayReplyTo('amq.rabbitmq.reply-to.g1h2', 'acme')).toBe(true);
  expect(mayReplyTo('amq.gen-xyz', 'acme')).toBe(true);
  expect(mayReplyTo('partner.acme.replies', 'acme')).toBe(true);
  expect(mayReplyTo('partner.globex.replies', 'acme')).toBe(false);
  expect(mayReplyTo('partner.acme', 'acme')).toBe(false);
  expect(mayReplyTo('sla.events', 'acme')).toBe(false);
  expect(mayReplyTo(`partner.acme.${'\uFFFD'.repeat(100)}`, 'acme')).toBe(false);
  expect(mayReplyTo('partner.acme.a\u0000b', 'acme')).toBe(false);
});
