import type { IncomingMessage } from '@caseloop/messaging';
import { type ProblemDocument, problem, violation } from './domain/problem.js';
import { readKey } from './idempotency-key.js';
import { AMQP_PLACES, contentOf } from './read-content.js';
import type { Stated } from './submissions.js';

const PARTNER = /^[a-z0-9-]{1,40}$/;
const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
/** Who a message is from that does not say it in a way we can believe. */
export const UNKNOWN_PARTNER = 'unknown';

export interface MessageRules {
  /** True where the broker knows its users: then nothing but the user it has authenticated counts. */
  readonly requireUserId: boolean;
}

/** Reads a message of the intake queue: any message at all, never throws. */
export function readMessage(message: IncomingMessage, rules: MessageRules): Stated {
  const partner = partnerOf(message, rules);
  const content = contentOf({ ...message, key: readKey(message.messageId, '/message_id') }, AMQP_PLACES);
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
