import { EVENT_CONTENT_TYPE, REQUEST_BYTES_MAX, StrictJsonError, parseStrictJson } from '@caseloop/contracts';
import type { IncomingMessage } from '@caseloop/messaging';
import { type ProblemDocument, bounded, problem, violation } from './domain/problem.js';
import { type KeyReading, readKey } from './idempotency-key.js';
import { ENVELOPE_BYTES_MAX } from './limits.js';
import { type Stated } from './submissions.js';

const PARTNER = /^[a-z0-9-]{1,40}$/;
const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
const JSON_TYPE = /^application\/json$/;
/** The event type by which a partner submits a request as a CloudEvent. */
export const SUBMITTED_TYPE = 'request.submitted.v1';
/** Who a message is from that does not say it in a way we can believe. */
export const UNKNOWN_PARTNER = 'unknown';

export interface MessageRules {
  /** True where the broker knows its users: then nothing but the user it has authenticated counts. */
  readonly requireUserId: boolean;
}

/** Reads a message of the intake queue: any message at all, never throws. */
export function readMessage(message: IncomingMessage, rules: MessageRules): Stated {
  const partner = partnerOf(message, rules);
  const content = contentOf(message);
  const traceparent = message.headers['traceparent'];
  return {
    partner: partner ?? UNKNOWN_PARTNER,
    transport: 'amqp',
    ...content,
    ...(partner === null && { content: { problem: unknownPartner(rules) } }),
    ...(typeof traceparent === 'string' && TRACEPARENT.test(traceparent) && { traceparent }),
  };
}

/** A message that came under a routing key nobody listens to: known well enough to be answered. */
export function readUnrouted(message: IncomingMessage, rules: MessageRules): Stated {
  const accepted = 'expected: request.<partner>, the partner in lower-case letters, digits and hyphens';
  return {
    partner: partnerOf(message, rules) ?? UNKNOWN_PARTNER,
    transport: 'amqp',
    key: readKey(message.messageId, '/message_id'),
    content: { problem: problem('unroutable', [violation('/routing_key', 'unroutable', accepted)]) },
  };
}

function partnerOf({ userId, routingKey }: IncomingMessage, { requireUserId }: MessageRules): string | null {
  const words = routingKey.split('.');
  const stated = requireUserId ? userId : words.length === 2 ? words[1] : undefined;
  return stated !== undefined && PARTNER.test(stated) ? stated : null;
}

function unknownPartner({ requireUserId }: MessageRules): ProblemDocument {
  const message = requireUserId
    ? 'expected: the property user_id with the name under which the sender is known to the broker'
    : 'expected: routing key request.<partner>, the partner in 1 to 40 lower-case letters, digits and hyphens';
  const pointer = requireUserId ? '/user_id' : '/routing_key';
  return problem('unknownPartner', [violation(pointer, 'unknownPartner', message)]);
}

type Content = Pick<Stated, 'key' | 'content' | 'pointerBase'>;

/** The request in a message, over whichever door it came. */
export function contentOf(message: Pick<IncomingMessage, 'body' | 'contentType' | 'messageId'>): Content {
  const [mediaType] = (message.contentType ?? 'application/json').toLowerCase().split(';');
  const key = readKey(message.messageId, '/message_id');
  const isEvent = mediaType!.trim() === EVENT_CONTENT_TYPE;
  if (!isEvent && !JSON_TYPE.test(mediaType!.trim())) {
    const accepted = `expected: application/json or ${EVENT_CONTENT_TYPE}`;
    const refusal = violation('/content_type', 'unsupportedMediaType', accepted);
    return { key, content: { problem: problem('unsupportedMediaType', [refusal]) } };
  }
  const bytesMax = REQUEST_BYTES_MAX + (isEvent ? ENVELOPE_BYTES_MAX : 0);
  if (message.body.length > bytesMax) {
    const refusal = violation('', 'tooLarge', `expected: at most ${bytesMax} bytes`);
    return { key, content: { problem: problem('tooLarge', [refusal]) } };
  }
  const content = parse(message.body);
  return isEvent && 'value' in content ? requestInEvent(content.value, key) : { key, content };
}

/** The JSON of a body, or what is wrong with it and where. */
export function parse(body: Buffer): { readonly value: unknown } | { readonly problem: ProblemDocument } {
  try {
    return { value: parseStrictJson(body) };
  } catch (error) {
    if (!(error instanceof StrictJsonError)) throw error;
    const { pointer, code, message } = error;
    return { problem: problem('notJson', bounded([violation(pointer, code, message)])) };
  }
}

function requestInEvent(event: unknown, messageKey: KeyReading): Content {
  const fields = typeof event === 'object' && event !== null ? (event as Record<string, unknown>) : {};
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
      key: key.key === null ? messageKey : key,
      content: { problem: problem('malformedEvent', wrong) },
    };
  return { key, content: { value: fields['data'] }, pointerBase: '/data' };
}
