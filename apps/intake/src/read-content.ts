import { EVENT_CONTENT_TYPE, REQUEST_BYTES_MAX, StrictJsonError, parseStrictJson } from '@caseloop/contracts';
import { type ProblemDocument, bounded, problem, violation } from './domain/problem.js';
import { type KeyReading, readKey } from './idempotency-key.js';
import { ENVELOPE_BYTES_MAX, REQUEST_VALUES_MAX } from './limits.js';
import type { Stated } from './submissions.js';

/** The event type by which a partner submits a request as a CloudEvent. */
export const SUBMITTED_TYPE = 'request.submitted.v1';
/** Most bytes a request can have over any door: those of a CloudEvent around the largest one. */
export const CONTENT_BYTES_MAX = REQUEST_BYTES_MAX + ENVELOPE_BYTES_MAX;

const MEDIA_TYPE = /^\s*([^\s;]+)\s*(?:;\s*charset\s*=\s*"?([^\s;"]*)"?\s*)?$/;
const JSON_CONTENT_TYPE = 'application/json';

/** What came through a door: bytes, and what the sender says they are. */
export interface Sent {
  readonly body: Buffer;
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string | undefined;
  /** The key as the door's own means state it; a CloudEvent brings its own. */
  readonly key: KeyReading;
}

/** How a door calls the places outside the body, as pointers. */
export interface Places {
  readonly contentType: string;
  readonly contentEncoding: string;
}

export const HTTP_PLACES: Places = {
  contentType: '/headers/content-type',
  contentEncoding: '/headers/content-encoding',
};
export const AMQP_PLACES: Places = { contentType: '/content_type', contentEncoding: '/content_encoding' };

export type Content = Pick<Stated, 'key' | 'content' | 'pointerBase'>;

/** The request in what was sent, over whichever door it came: any bytes at all, never throws. */
export function contentOf({ body, contentType, contentEncoding, key }: Sent, places: Places): Content {
  const [, mediaType, charset] = MEDIA_TYPE.exec((contentType ?? JSON_CONTENT_TYPE).toLowerCase()) ?? [];
  const isEvent = mediaType === EVENT_CONTENT_TYPE;
  const isUtf8 = charset === undefined || charset === 'utf-8';
  // Nothing was sent: to complain of the type of nothing would lead the sender astray.
  if (body.length > 0 && (!(isEvent || mediaType === JSON_CONTENT_TYPE) || !isUtf8)) {
    const accepted = `expected: ${JSON_CONTENT_TYPE} or ${EVENT_CONTENT_TYPE}, in UTF-8`;
    return { key, content: unsupported(places.contentType, accepted) };
  }
  if (contentEncoding !== undefined && !['', 'identity', 'utf-8'].includes(contentEncoding.toLowerCase())) {
    return { key, content: unsupported(places.contentEncoding, 'expected: none; the body as it is') };
  }
  const bytesMax = isEvent ? CONTENT_BYTES_MAX : REQUEST_BYTES_MAX;
  if (body.length > bytesMax) {
    const refusal = violation('', 'tooLarge', `expected: at most ${bytesMax} bytes`);
    return { key, content: { problem: problem('tooLarge', [refusal]) } };
  }
  const content = parse(body);
  return isEvent && 'value' in content ? requestInEvent(content.value, key) : { key, content };
}

function unsupported(pointer: string, accepted: string): Content['content'] {
  return {
    problem: problem('unsupportedMediaType', [violation(pointer, 'unsupportedMediaType', accepted)]),
  };
}

/** The JSON of a body, or what is wrong with it and where. */
function parse(body: Buffer): { readonly value: unknown } | { readonly problem: ProblemDocument } {
  try {
    return { value: parseStrictJson(body, { valuesMax: REQUEST_VALUES_MAX }) };
  } catch (error) {
    if (!(error instanceof StrictJsonError)) throw error;
    const { pointer, code, message } = error;
    return { problem: problem('notJson', bounded([violation(pointer, code, message)])) };
  }
}

function requestInEvent(event: unknown, statedKey: KeyReading): Content {
  const isObject = typeof event === 'object' && event !== null;
  const fields = isObject ? (event as Record<string, unknown>) : {};
  const wrong = [
    ...(fields['specversion'] === '1.0' ? [] : [violation('/specversion', 'unknown', 'expected: "1.0"')]),
    ...(fields['type'] === SUBMITTED_TYPE
      ? []
      : [violation('/type', 'unknown', `expected: "${SUBMITTED_TYPE}"`)]),
    ...(fields['data'] === undefined
      ? [violation('/data', 'required', 'missing; expected: the request')]
      : []),
  ];
  const key = readKey(fields['id'], '/id');
  if (wrong.length > 0)
    return {
      key: key.key === null ? statedKey : key,
      content: { problem: problem('malformedEvent', wrong) },
    };
  return { key, content: { value: fields['data'] }, pointerBase: '/data' };
}
