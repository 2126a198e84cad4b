import { type TSchema } from '@sinclair/typebox';
import { EXCHANGES, sourceKey } from './addresses.js';
import { EVENT_TYPES, sourceOf, type EventType } from './catalog.js';
import { BATCH_CONTENT_TYPE, EVENT_CONTENT_TYPE } from './envelope.js';
import { dataJsonSchema, envelopeJsonSchema, type JsonSchema } from './json-schemas.js';
import { BATCH_EVENTS_MAX, SEQUENCE_DIGITS } from './limits.js';
import { AcceptedReceipt, RejectedReceipt, ServiceRequest, ServiceRequestEvent } from './partner-messages.js';
import { SOURCES, type Source } from './vocabulary.js';

export interface AsyncApiOptions {
  /** The product's version. */
  readonly version: string;
  /** `host:port` of the broker as partners reach it. */
  readonly brokerHost: string;
  /** What the installation puts before the names of its exchanges; usually empty. */
  readonly brokerPrefix?: string;
}

type Json = Readonly<Record<string, unknown>>;

const BINDING_VERSION = '0.3.0';
const PERSISTENT = 2;
/** What concerns nobody outside: packs are internal, heads of streams are between owners and listeners. */
const NOT_IN_FEED: readonly EventType[] = ['policy.published.v1', 'stream.heads.v1'];
const FEED_TYPES = EVENT_TYPES.filter((type) => !NOT_IN_FEED.includes(type));

const ref = (path: string): Json => ({ $ref: `#/${path}` });
const named = (names: readonly string[], make: (name: string) => Json): Json =>
  Object.fromEntries(names.map((name) => [name, make(name)]));

/** A schema inside the document: no identity of its own, so that `$ref`s mean the document. */
function embedded(schema: TSchema | JsonSchema): Json {
  const { $schema: _dialect, $id: _id, ...rest } = JSON.parse(JSON.stringify(schema)) as Json;
  return rest;
}

function eventSchema(type: EventType): Json {
  const own = { type: { const: type }, data: ref(`components/schemas/${type}.data`) };
  return { allOf: [ref('components/schemas/envelope'), { type: 'object', properties: own }] };
}

function schemas(): Json {
  const data = EVENT_TYPES.map((type) => [`${type}.data`, embedded(dataJsonSchema(type))]);
  const events = EVENT_TYPES.map((type) => [type, eventSchema(type)]);
  return {
    serviceRequest: embedded(ServiceRequest),
    serviceRequestEvent: embedded(ServiceRequestEvent),
    acceptedReceipt: embedded(AcceptedReceipt),
    rejectedReceipt: embedded(RejectedReceipt),
    envelope: embedded(envelopeJsonSchema()),
    feedExtensions: {
      type: 'object',
      required: ['feedsequence'],
      properties: { feedsequence: { type: 'string', pattern: `^[0-9]{${SEQUENCE_DIGITS}}$` } },
      not: { required: ['sequence'] },
    },
    ...Object.fromEntries([...data, ...events]),
  };
}

function message(name: string, contentType: string, payload: Json, more: Json = {}): Json {
  return { name, contentType, payload, ...more };
}

function batchMessage(source: Source): Json {
  const types = EVENT_TYPES.filter((type) => sourceOf(type) === source || sourceOf(type) === null);
  const items = { anyOf: types.map((type) => ref(`components/schemas/${type}`)) };
  const payload = { type: 'array', minItems: 1, maxItems: BATCH_EVENTS_MAX, items };
  return message(`events of ${source}`, BATCH_CONTENT_TYPE, payload);
}

function feedMessage(type: string): Json {
  const payload = { allOf: [ref(`components/schemas/${type}`), ref('components/schemas/feedExtensions')] };
  return message(type, EVENT_CONTENT_TYPE, payload);
}

function messages(): Json {
  const correlationId = { correlationId: { location: '$message.header#/correlation_id' } };
  const request = { summary: 'message_id is the idempotency key; it belongs to the partner for 30 days.' };
  return {
    serviceRequest: message('request', 'application/json', ref('components/schemas/serviceRequest'), request),
    serviceRequestEvent: message(
      'request.submitted.v1',
      EVENT_CONTENT_TYPE,
      ref('components/schemas/serviceRequestEvent'),
      { summary: 'The same as a CloudEvent, whose id is the idempotency key.' },
    ),
    acceptedReceipt: message(
      'request.accepted.v1',
      'application/json',
      ref('components/schemas/acceptedReceipt'),
      correlationId,
    ),
    rejectedReceipt: message(
      'request.rejected.v1',
      'application/json',
      ref('components/schemas/rejectedReceipt'),
      correlationId,
    ),
    ...Object.fromEntries(FEED_TYPES.map((type) => [`feed.${type}`, feedMessage(type)])),
    ...Object.fromEntries(SOURCES.map((source) => [`batch.${sourceKey(source)}`, batchMessage(source)])),
  };
}

const REQUESTS = ['serviceRequest', 'serviceRequestEvent'];
const RECEIPTS = ['acceptedReceipt', 'rejectedReceipt'];
const FEED = FEED_TYPES.map((type) => `feed.${type}`);
const partner = { description: 'The partner’s id: 1 to 40 lower-case letters, digits and hyphens.' };

/** The messages of a channel, each under the name it has in the components. */
const carried = (names: readonly string[]): Json =>
  named(names, (name) => ref(`components/messages/${name}`));

function exchangeBinding(name: string): Json {
  const exchange = { name, type: 'topic', durable: true, autoDelete: false };
  return { amqp: { is: 'routingKey', exchange, bindingVersion: BINDING_VERSION } };
}

function channels(prefix: string): Json {
  const on = (exchange: string): Json => ({ bindings: exchangeBinding(prefix + exchange) });
  const eventChannels = SOURCES.map((source) => [
    `events.${sourceKey(source)}`,
    {
      address: sourceKey(source),
      title: `Between our services: batches of events of ${source}`,
      messages: carried([`batch.${sourceKey(source)}`]),
      ...on(EXCHANGES.events),
    },
  ]);
  return {
    requests: {
      address: 'request.{partner}',
      title: 'Service requests of partners',
      parameters: { partner },
      messages: carried(REQUESTS),
      ...on(EXCHANGES.intake),
    },
    receipts: {
      address: 'receipt.{partner}.{outcome}',
      title: 'The answer to every request',
      parameters: { partner, outcome: { enum: ['accepted', 'rejected'] } },
      messages: carried(RECEIPTS),
      ...on(EXCHANGES.receipts),
    },
    replies: {
      address: null,
      title: 'The same answer to the queue the request names in reply_to',
      messages: carried(RECEIPTS),
    },
    feed: {
      address: '{partner}.{type}',
      title: 'What happens to a partner’s cases: masked, one message per subscription and event',
      parameters: { partner, type: { enum: FEED_TYPES } },
      messages: carried(FEED),
      ...on(EXCHANGES.feed),
    },
    ...Object.fromEntries(eventChannels),
  };
}

function operation(action: 'send' | 'receive', channel: string, names: readonly string[], more: Json): Json {
  const refs = names.map((name) => ref(`channels/${channel}/messages/${name}`));
  return { action, channel: ref(`channels/${channel}`), messages: refs, ...more };
}

function operations(): Json {
  const sending = (mandatory: boolean): Json => ({
    bindings: { amqp: { deliveryMode: PERSISTENT, mandatory, bindingVersion: BINDING_VERSION } },
  });
  const reply = {
    address: { location: '$message.header#/reply_to' },
    channel: ref('channels/replies'),
    messages: RECEIPTS.map((name) => ref(`channels/replies/messages/${name}`)),
  };
  const internal = SOURCES.map((source) => {
    const key = sourceKey(source);
    const summary = `${source} tells the services that listen to it`;
    const more = { summary, tags: [{ name: 'internal' }], ...sending(true) };
    return [`send.${key}`, operation('send', `events.${key}`, [`batch.${key}`], more)];
  });
  return {
    receiveRequest: operation('receive', 'requests', REQUESTS, {
      summary: 'Takes a request. Publish it persistent and mandatory, and wait for the confirm.',
      reply,
    }),
    sendReceipt: operation('send', 'receipts', RECEIPTS, sending(false)),
    sendFeed: operation('send', 'feed', FEED, sending(false)),
    ...Object.fromEntries(internal),
  };
}

/** The AsyncAPI 3.1 document of the product: everything that travels over AMQP, from the partner's side and ours. */
export function asyncApiDocument({ version, brokerHost, brokerPrefix = '' }: AsyncApiOptions): Json {
  return {
    asyncapi: '3.1.0',
    info: {
      title: 'Caseloop',
      version,
      description: 'Service requests in, receipts and events out, over AMQP 0-9-1.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: EVENT_CONTENT_TYPE,
    servers: { broker: { host: brokerHost, protocol: 'amqp', protocolVersion: '0-9-1' } },
    channels: channels(brokerPrefix),
    operations: operations(),
    components: { messages: messages(), schemas: schemas() },
  };
}
