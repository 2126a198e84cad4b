import { type AnyEvent, type Source } from '@caseloop/contracts';
import type { IncomingMessage } from './transport.js';

export interface UnreadablePart {
  readonly message: IncomingMessage;
  readonly body: Buffer;
  readonly error: string;
}

/** The messages of one batch, parsed once. */
export interface Reading {
  readonly events: readonly AnyEvent[];
  /** `stream.heads.v1`: said outside of every stream. */
  readonly heads: readonly AnyEvent[];
  readonly unreadable: readonly UnreadablePart[];
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const SEQUENCE = /^(?!0+$)[0-9]{10}$/;
/** What a key in the database can be: no NUL, no half of a surrogate pair. */
const KEY = /^[^\0\p{Surrogate}]{1,200}$/u;
const HEADS = 'stream.heads.v1';

/** Parses bodies, a batch or a single event each. What is no event of these sources is set aside, the rest goes on. */
export function readMessages(messages: readonly IncomingMessage[], sources: readonly Source[]): Reading {
  const events: AnyEvent[] = [];
  const heads: AnyEvent[] = [];
  const unreadable: UnreadablePart[] = [];
  for (const message of messages) {
    const parts = parse(message.body);
    if (parts === null) {
      unreadable.push({ message, body: message.body, error: 'the body is not JSON' });
      continue;
    }
    for (const part of parts) {
      const error = violationOf(part, sources);
      if (error !== null) unreadable.push({ message, body: Buffer.from(JSON.stringify(part)), error });
      else if ((part as AnyEvent).type === HEADS) heads.push(part as AnyEvent);
      else events.push(part as AnyEvent);
    }
  }
  return { events, heads, unreadable };
}

function parse(body: Buffer): unknown[] | null {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    return Array.isArray(parsed) ? parsed : [parsed];
  } catch {
    return null;
  }
}

/** Why a part is no event that can be put in its stream; null when it is one. Data is its owner's word. */
function violationOf(part: unknown, sources: readonly Source[]): string | null {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return 'an event is an object';
  const event = part as Partial<Record<keyof AnyEvent, unknown>>;
  if (event.specversion !== '1.0') return 'specversion must be "1.0"';
  if (!sources.includes(event.source as Source)) return 'source is none that this service listens to';
  if (!isKey(event.type)) return 'type must be a text of 1 to 200 characters';
  if (!isKey(event.subject)) return 'subject must be a text of 1 to 200 characters';
  if (typeof event.id !== 'string' || !UUID.test(event.id)) return 'id must be a UUID';
  if (typeof event.time !== 'string' || Number.isNaN(Date.parse(event.time)))
    return 'time must be an instant';
  if (typeof event.data !== 'object' || event.data === null) return 'data must be an object';
  if (event.type === HEADS)
    return Array.isArray((event.data as { heads?: unknown }).heads) ? null : 'no heads';
  if (typeof event.sequence !== 'string' || !SEQUENCE.test(event.sequence))
    return 'sequence must be ten digits';
  return null;
}

function isKey(value: unknown): boolean {
  return typeof value === 'string' && KEY.test(value);
}
