import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { EVENT_TYPES, SOURCES, asyncApiDocument } from './index.js';

interface Ref {
  readonly $ref: string;
}
interface Document {
  readonly asyncapi: string;
  readonly channels: Record<
    string,
    { address: string | null; parameters?: object; messages: Record<string, Ref>; bindings?: Binding }
  >;
  readonly operations: Record<string, { action: string; channel: Ref; messages: Ref[]; reply?: Reply }>;
  readonly components: { messages: Record<string, { payload: object }>; schemas: Record<string, object> };
}
interface Reply {
  readonly channel: Ref;
  readonly messages: readonly Ref[];
}
interface Binding {
  readonly amqp: { readonly exchange: { readonly name: string } };
}

const document = asyncApiDocument({
  version: '1.0.0',
  brokerHost: 'broker.example:5672',
  brokerPrefix: 'blue.',
}) as unknown as Document;

function refsIn(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === '$ref' ? [member as string] : refsIn(member),
  );
}

function resolve(path: string): unknown {
  const steps = path.replace(/^#\//, '').split('/');
  return steps.reduce((at, step) => (at as Record<string, unknown> | undefined)?.[step], document as unknown);
}

const ajv = addFormats.default(new Ajv2020({ strict: false }));
ajv.addSchema({ $id: 'doc', ...document });
const errorsOf = (message: string, value: unknown): unknown => {
  const validate = ajv.compile({ $ref: `doc#/components/messages/${message}/payload` });
  return validate(value) ? null : validate.errors;
};
const golden = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`../golden/${name}.json`, import.meta.url), 'utf8'));

describe('the AsyncAPI document', () => {
  test('refers to nothing that is not in it', () => {
    const missing = refsIn(document).filter((path) => resolve(path) === undefined);
    expect(missing).toEqual([]);
  });

  test('names its parts in the letters the standard allows', () => {
    const { channels, operations, components } = document;
    const names = [channels, operations, components.messages, components.schemas].flatMap(Object.keys);
    expect(names.filter((name) => !/^[A-Za-z0-9._-]+$/.test(name))).toEqual([]);
  });

  test.each(Object.entries(document.channels))(
    'channel %s explains every part of its address',
    (_name, channel) => {
      const parts = [...(channel.address ?? '').matchAll(/\{(\w+)\}/g)].map(([, part]) => part);
      expect(Object.keys(channel.parameters ?? {}).sort()).toEqual(parts.sort());
      if (channel.bindings) expect(channel.bindings.amqp.exchange.name).toMatch(/^blue\.caseloop\./);
    },
  );

  test.each(Object.entries(document.operations))(
    'operation %s moves only what its channel carries',
    (_name, op) => {
      expect(['send', 'receive']).toContain(op.action);
      for (const { channel, messages } of [op, ...(op.reply ? [op.reply] : [])]) {
        const carried = Object.keys((resolve(channel.$ref) as Document['channels'][string]).messages);
        const moved = messages.map(({ $ref }) => $ref.replace(`${channel.$ref}/messages/`, ''));
        expect(moved).toEqual(carried);
      }
    },
  );

  test('shows every event between our services, and to partners all but packs and heads', () => {
    const batches = SOURCES.map((source) => document.components.messages[`batch.${source.split('/')[1]}`]);
    const inBatches = new Set(refsIn(batches).map((path) => path.split('/').at(-1)));
    expect([...inBatches].sort()).toEqual([...EVENT_TYPES].sort());
    const inFeed = Object.keys(document.channels['feed']!.messages).map((name) => name.replace('feed.', ''));
    expect(EVENT_TYPES.filter((type) => !inFeed.includes(type))).toEqual([
      'policy.published.v1',
      'stream.heads.v1',
    ]);
  });

  test('has payload schemas that take what travels and refuse what does not', () => {
    const opened = golden('case.opened.v1');
    const { sequence, ...rest } = opened;
    expect(errorsOf('batch.casework', [opened, golden('stream.heads.v1')])).toBeNull();
    expect(errorsOf('batch.casework', [])).not.toBeNull();
    expect(errorsOf('batch.casework', [golden('clock.started.v1')])).not.toBeNull();
    expect(errorsOf('feed.case.opened.v1', { ...rest, feedsequence: sequence })).toBeNull();
    expect(errorsOf('feed.case.opened.v1', opened)).not.toBeNull();
  });

  test('describes a request as intake takes it: closed, with its required fields', () => {
    const request = {
      source: 'customer',
      channel: 'phone',
      occurredAt: '2026-11-23T08:35:00+08:00',
      customer: { name: '王芳', phone: '13800001234', customerClass: 'keyAccount' },
      product: { name: '海棠 H200 数控主机' },
      verbatim: '两条生产线的主机都停了',
      facts: { coreBusinessHit: true },
    };
    expect(errorsOf('serviceRequest', request)).toBeNull();
    expect(errorsOf('serviceRequest', { ...request, hue: 'red' })).not.toBeNull();
    expect(errorsOf('serviceRequest', { ...request, product: { hue: 'red' } })).not.toBeNull();
    expect(errorsOf('serviceRequest', { ...request, verbatim: undefined })).not.toBeNull();
    const event = {
      specversion: '1.0',
      id: 'k-1',
      source: 'acme',
      type: 'request.submitted.v1',
      data: request,
    };
    expect(errorsOf('serviceRequestEvent', event)).toBeNull();
  });
});
