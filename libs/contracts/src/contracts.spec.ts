import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { CloudEvent } from 'cloudevents';
import {
  EVENT_TYPES,
  SOURCES,
  SOURCE_OWNERS,
  SUBSCRIPTIONS,
  assertEventSize,
  dataJsonSchema,
  envelopeJsonSchema,
  eventMap,
  formatSequence,
  sequenceOf,
  sourceOf,
  type EventType,
} from './index.js';
import { validateEvent } from './validate-event.js';

const GOLDEN = new URL('../golden/', import.meta.url);
const SCHEMAS = new URL('../schemas/', import.meta.url);
const LOCK = new URL('released.json', GOLDEN);
const EVENT_MAP = new URL('../../../docs/event-map.md', import.meta.url);
const isUpdating = process.env['UPDATE_GOLDEN'] === '1';

const sampleText = (type: EventType): string => readFileSync(new URL(`${type}.json`, GOLDEN), 'utf8');
const sample = (type: EventType): Record<string, unknown> => JSON.parse(sampleText(type));
const released = (): Record<string, string> =>
  existsSync(LOCK) ? JSON.parse(readFileSync(LOCK, 'utf8')) : {};
const hashOf = (type: EventType): string => createHash('sha256').update(sampleText(type)).digest('hex');
const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Compares a generated file with what is checked in; `UPDATE_GOLDEN=1` writes it. */
function expectFile(file: URL, content: string): void {
  if (isUpdating) writeFileSync(file, content);
  expect(readFileSync(file, 'utf8')).toBe(content);
}

/** A released sample is never rewritten: this only adds the hash of a new one. */
function addToLock(): void {
  const missing = EVENT_TYPES.filter((type) => !Object.hasOwn(released(), type));
  if (!isUpdating || missing.length === 0) return;
  const added = Object.fromEntries(missing.map((type) => [type, hashOf(type)]));
  writeFileSync(LOCK, pretty({ ...released(), ...added }));
}

describe('golden samples', () => {
  addToLock();

  test('there is one for each event type and none besides', () => {
    const files = readdirSync(GOLDEN).filter((name) => name !== 'released.json');
    expect(files.sort()).toEqual(EVENT_TYPES.map((type) => `${type}.json`).sort());
  });

  test.each(EVENT_TYPES)('%s is what was released', (type) => {
    expect(hashOf(type)).toBe(released()[type]);
  });

  test.each(EVENT_TYPES)(
    '%s is valid by our schemas, and a CloudEvent by the independent package',
    (type) => {
      const event = sample(type);
      expect(event['type']).toBe(type);
      expect(validateEvent(event)).toEqual([]);
      expect(new CloudEvent(event, true).validate()).toBe(true);
      expect(() => assertEventSize(type, sampleText(type))).not.toThrow();
    },
  );

  test('tell one story: each stream is numbered from 1 without a hole', () => {
    const streams = new Map<string, Record<string, unknown>[]>();
    for (const type of EVENT_TYPES) {
      const event = sample(type);
      if (event['sequence'] === undefined) continue;
      const key = `${String(event['source'])} ${String(event['subject'])}`;
      streams.set(key, [...(streams.get(key) ?? []), event]);
    }
    for (const events of streams.values()) {
      const numbers = events.map((event) => sequenceOf(event as { sequence: string })).sort((a, b) => a - b);
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    }
  });

  test.each(EVENT_TYPES)('%s keeps names, contact data and free text in data.personal', (type) => {
    const { personal: _personal, ...open } = sample(type)['data'] as Record<string, unknown>;
    expect(JSON.stringify(open)).not.toMatch(/王芳|1380000|mingyuan|C-30817/);
  });

  test.each(EVENT_TYPES)('%s is still valid when its person was erased', (type) => {
    const event = sample(type);
    const data = event['data'] as Record<string, unknown>;
    if (!Object.hasOwn(data, 'personal')) return;
    expect(validateEvent({ ...event, data: { ...data, personal: null } })).toEqual([]);
  });
});

describe('JSON Schemas', () => {
  test.each(EVENT_TYPES)('%s is published as today’s code has it', (type) => {
    expectFile(new URL(`${type}.json`, SCHEMAS), pretty(dataJsonSchema(type)));
  });

  test('the envelope is published as today’s code has it, and there is no schema without a type', () => {
    expectFile(new URL('envelope.json', SCHEMAS), pretty(envelopeJsonSchema()));
    const expected = [...EVENT_TYPES.map((type) => `${type}.json`), 'envelope.json'];
    expect(readdirSync(SCHEMAS).sort()).toEqual(expected.sort());
  });
});

describe('validating an event', () => {
  const event = sample('case.taken.v1');
  const data = event['data'] as object;

  test.each([
    ['no subject', { ...event, subject: undefined }, ''],
    ['a sequence that does not sort', { ...event, sequence: '7' }, '/sequence'],
    ['a time without a zone', { ...event, time: '2026-11-23T09:00:00' }, '/time'],
    ['an unknown type', { ...event, type: 'case.sold.v1' }, '/type'],
    ['a source that does not own the type', { ...event, source: 'caseloop/sla' }, '/source'],
    ['the schema of another type', { ...event, dataschema: 'https://caseloop.dev/x.json' }, '/dataschema'],
    ['a state that is none', { ...event, data: { ...data, status: 'sold' } }, '/data/status'],
    ['a holder that is missing', { ...event, data: { ...data, holder: undefined } }, '/data'],
  ])('finds %s', (_what, bad, pointer) => {
    const plain: unknown = JSON.parse(JSON.stringify(bad));
    expect(validateEvent(plain).map((violation) => violation.pointer)).toEqual([pointer]);
  });

  test('lets pass what a newer version adds', () => {
    expect(validateEvent({ ...event, hue: 'red', data: { ...data, hue: 'red' } })).toEqual([]);
  });
});

describe('the catalogue', () => {
  /** Names that say a state or a fact that lasts; kept because they are published. */
  const NOT_PAST = ['case.waiting.v1', 'case.unresolvable.v1', 'stream.heads.v1'];
  const IRREGULAR = /^(taken|made|met|sent|handed_over|fulfilled_late|promise_made)$/;

  test.each(EVENT_TYPES)('%s has a name that says what happened, and its version', (type) => {
    const [aggregate, fact, version] = type.split('.') as [string, string, string];
    expect(`${aggregate} ${version}`).toMatch(/^[a-z]+ v[1-9]$/);
    if (NOT_PAST.includes(type)) return;
    expect(IRREGULAR.test(fact) || fact.endsWith('ed')).toBe(true);
  });

  test.each(EVENT_TYPES)('%s has exactly one owner', (type) => {
    if (type === 'stream.heads.v1') return expect(sourceOf(type)).toBeNull();
    expect(SOURCES).toContain(sourceOf(type));
  });

  test('every source has an owner and a listener, and nobody listens to itself', () => {
    for (const source of SOURCES) {
      const listeners = Object.entries(SUBSCRIPTIONS).filter(([, sources]) => sources.includes(source));
      expect(listeners).not.toEqual([]);
      // Intake reads casework; packs reach intake's own tables without a message.
      expect(listeners.map(([service]) => service)).not.toContain(SOURCE_OWNERS[source]);
    }
  });

  test('the event map is what the catalogue says', () => {
    expectFile(EVENT_MAP, eventMap());
  });
});

describe('a sequence', () => {
  test('is padded so that it sorts as text, and read back as a number', () => {
    expect(formatSequence(42)).toBe('0000000042');
    expect(sequenceOf({ sequence: formatSequence(9_999_999_999) })).toBe(9_999_999_999);
    expect(sequenceOf({})).toBe(0);
  });

  test.each([0, -1, 1.5, 10_000_000_000, NaN])('is never %p', (number) => {
    expect(() => formatSequence(number)).toThrow(RangeError);
  });
});
