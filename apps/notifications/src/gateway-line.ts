import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type CarrierLine, NotSentError, RefusedError } from './carrier-line.js';
import type { GatewayConfig } from './config.js';
import type { Address } from './domain/carriers.js';
import { ANSWER_BYTES_MAX, REFERENCE_LENGTH_MAX } from './limits.js';
import type { Message } from './message-rows.js';
import { signed } from './sign.js';

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** What came of the body until it ended, was too long or took too long. */
  readonly body: string;
}

/**
 * Texts to telephones, apps and chats over an HTTP gateway (docs/channels.md is its contract). At most once: what may
 * have left is not sent again, because the gateway's providers cannot take it back. `now` is the machine's time.
 */
export function gatewayLine(config: GatewayConfig, now: () => number): CarrierLine {
  return {
    repeatable: false,
    send: async (message, address) => {
      if (address === null) throw new RefusedError('no address');
      const body = JSON.stringify(bodyOf(message, address));
      const headers = {
        'content-type': 'application/json',
        ...signed(config.secret, message.id, now(), body),
      };
      return read(await post(config, headers, body));
    },
  };
}

function bodyOf({ id, caseId, channel, language, template, subject, text }: Message, to: Address) {
  return { type: 'message.send', data: { id, caseId, channel, to, language, template, subject, text } };
}

/**
 * One POST on a connection of its own: on one that is used again, a close by the other side could not be told from a
 * message that was taken. Redirects are not followed. Before the connection stands, an error is a `NotSentError`.
 */
function post(
  { url, timeoutMs }: GatewayConfig,
  headers: Record<string, string>,
  body: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const isSecure = url.startsWith('https:');
    let mayHaveLeft = false;
    const request = (isSecure ? httpsRequest : httpRequest)(url, {
      ...{ method: 'POST', agent: false, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
    });
    let answered = (): void => {
      request.destroy(new Error(`no answer within ${timeoutMs} ms`));
    };
    const timer = setTimeout(() => answered(), timeoutMs);
    request.on('socket', (socket) => {
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        mayHaveLeft = true;
        request.end(body);
      });
    });
    request.on('response', (response) => {
      answered = collect(response, (text) => {
        clearTimeout(timer);
        const status = response.statusCode ?? 0;
        resolve({ status, retryAfter: response.headers['retry-after'], body: text });
        request.destroy();
      });
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      const reason = `gateway: ${error.code ?? error.message}`;
      reject(mayHaveLeft ? new Error(reason) : new NotSentError(reason));
    });
    request.flushHeaders();
  });
}

/** Reads a body as far as it is wanted, and calls `done` once; the returned function ends it early. */
function collect(response: IncomingMessage, done: (text: string) => void): () => void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let isDone = false;
  const end = (): void => {
    if (isDone) return;
    isDone = true;
    done(Buffer.concat(chunks).subarray(0, ANSWER_BYTES_MAX).toString('utf8'));
  };
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) end();
  });
  response.on('end', end);
  response.on('error', end);
  return end;
}

/** Answers after which it is not known whether the message was taken: a proxy gives them in the gateway's place. */
const UNSURE = new Set([502, 504]);
const AGAIN_LATER = new Set([408, 425, 429]);

function read({ status, retryAfter, body }: Answer): { readonly reference?: string } {
  if (status >= 200 && status < 300) return referenceIn(body);
  const reason = `gateway: HTTP ${status}`;
  if (UNSURE.has(status)) throw new Error(reason);
  if (AGAIN_LATER.has(status) || status >= 500) throw new NotSentError(reason, secondsIn(retryAfter));
  throw new RefusedError(reason);
}

/** The gateway's own name for the message, where its answer says one. */
function referenceIn(body: string): { readonly reference?: string } {
  try {
    const { id } = JSON.parse(body) as { id?: unknown };
    const isName = typeof id === 'string' && id !== '' && id.length <= REFERENCE_LENGTH_MAX;
    return isName ? { reference: id } : {};
  } catch {
    return {};
  }
}

/** `Retry-After` in seconds; as a date it is not looked at, and the ladder decides. */
function secondsIn(retryAfter: string | undefined): number | undefined {
  return retryAfter !== undefined && /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) : undefined;
}
