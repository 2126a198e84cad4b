import { EVENT_BYTES_MAX, SEQUENCE_DIGITS } from './limits.js';
import type { EventData, EventType } from './catalog.js';
import type { Source } from './vocabulary.js';

export const EVENT_CONTENT_TYPE = 'application/cloudevents+json';
export const BATCH_CONTENT_TYPE = 'application/cloudevents-batch+json';

/**
 * One event as it travels: CloudEvents 1.0 in JSON with our extensions (design of the wire format:
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md).
 * `time` says when it happened, `recordedat` when its owner wrote it down; both RFC 3339 in UTC.
 * `sequence` is 1, 2, 3 ... per (source, subject), ten digits. Heads of streams carry none.
 */
export interface CaseloopEvent<T extends EventType = EventType> {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: Source;
  readonly type: T;
  readonly subject: string;
  readonly time: string;
  readonly recordedat: string;
  readonly dataschema: string;
  readonly datacontenttype: 'application/json';
  readonly sequence?: string;
  readonly unit?: string;
  readonly correlationid?: string;
  readonly causationid?: string;
  readonly traceparent?: string;
  readonly data: EventData<T>;
}

/** Any event, narrowed by its `type`: `if (event.type === 'case.opened.v1') event.data.number`. */
export type AnyEvent = { [T in EventType]: CaseloopEvent<T> }[EventType];

/** The `sequence` extension of the n-th event of a stream. */
export function formatSequence(sequence: number): string {
  if (!Number.isSafeInteger(sequence) || sequence < 1 || sequence >= 10 ** SEQUENCE_DIGITS) {
    throw new RangeError(
      `A sequence is a whole number from 1 to ${10 ** SEQUENCE_DIGITS - 1}, not ${sequence}`,
    );
  }
  return String(sequence).padStart(SEQUENCE_DIGITS, '0');
}

/** The number in a `sequence` extension; 0 for an event that carries none. */
export function sequenceOf(event: { readonly sequence?: string }): number {
  return event.sequence === undefined ? 0 : Number(event.sequence);
}

/** The address under which the JSON Schema of an event type is published. */
export function dataSchemaOf(type: EventType): string {
  return `https://caseloop.dev/schemas/${type}.json`;
}

/** Refuses an event that is larger than any consumer accepts. Bytes of UTF-8, envelope included. */
export function assertEventSize(type: string, json: string): void {
  const bytes = Buffer.byteLength(json);
  if (bytes > EVENT_BYTES_MAX) {
    throw new RangeError(`${type} has ${bytes} bytes; an event has at most ${EVENT_BYTES_MAX}`);
  }
}
