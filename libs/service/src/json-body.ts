import type { IncomingMessage, ServerResponse } from 'node:http';
import { REQUEST_BYTES_MAX, StrictJsonError, parseStrictJson } from '@caseloop/contracts';
import { BODY_TIMEOUT_MS, REFUSED_BODY_MS } from './limits.js';
import { Problem } from './problem.js';

/** Paths whose bodies may be larger than a service request. The first prefix that fits counts. */
export interface BodyLimit {
  readonly path: string;
  readonly bytes: number;
}

export type RequestWithBody = IncomingMessage & { body?: unknown; originalUrl?: string };

const JSON_TYPE = /^application\/(?:json|[a-z0-9.-]+\+json)\s*(?:;\s*charset="?utf-8"?)?$/i;

/** Reads a request's JSON body into `request.body`; undefined when there is none. Throws problems. */
export async function readJsonBody(request: RequestWithBody, limits: readonly BodyLimit[]): Promise<unknown> {
  const { headers } = request;
  const declared = Number(headers['content-length'] ?? 0);
  if (declared === 0 && headers['transfer-encoding'] === undefined) return undefined;
  const type = headers['content-type'] ?? '';
  if (!JSON_TYPE.test(type)) {
    throw unsupported(`Content-Type is ${JSON.stringify(type)}; accepted is application/json in UTF-8`);
  }
  if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity') {
    throw unsupported(`Content-Encoding is ${JSON.stringify(headers['content-encoding'])}; accepted is none`);
  }
  const path = (request.originalUrl ?? request.url ?? '').split('?')[0]!;
  const bytesMax = limits.find((limit) => path.startsWith(limit.path))?.bytes ?? REQUEST_BYTES_MAX;
  if (declared > bytesMax) throw tooLarge(bytesMax);
  return parse(await readBytes(request, bytesMax));
}

/** Puts `readJsonBody` before the routes. */
export function jsonBodies(limits: readonly BodyLimit[]) {
  return (request: RequestWithBody, response: ServerResponse, next: (error?: unknown) => void): void => {
    readJsonBody(request, limits).then(
      (body) => {
        request.body = body;
        next();
      },
      async (error: unknown) => {
        // A client that is still sending when the connection closes would see that, and not our answer.
        if (!request.complete) await discardRest(request);
        if (!request.complete) response.setHeader('Connection', 'close');
        next(error);
      },
    );
  };
}

function readBytes(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => settle(slow()), BODY_TIMEOUT_MS);
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > bytesMax) settle(tooLarge(bytesMax));
      else chunks.push(chunk);
    };
    const onEnd = (): void => settle(null);
    const onCut = (): void => settle(cut());
    const settle = (problem: Problem | null): void => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onCut).off('error', onCut);
      if (problem === null) return resolve(Buffer.concat(chunks));
      reject(problem);
    };
    request.on('data', onData).on('end', onEnd).on('close', onCut).on('error', onCut);
  });
}

function discardRest(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, REFUSED_BODY_MS);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    request.once('end', done).once('close', done).resume();
  });
}

function parse(bytes: Buffer): unknown {
  try {
    return parseStrictJson(bytes);
  } catch (error) {
    if (!(error instanceof StrictJsonError)) throw error;
    const { code, pointer, message } = error;
    const title = 'The body is not JSON as it is accepted here';
    const errors = [{ pointer, code, message }];
    throw new Problem({ status: 400, code: 'notJson', title, detail: message, errors, cause: error });
  }
}

function unsupported(detail: string): Problem {
  return new Problem({ status: 415, code: 'unsupportedMediaType', title: 'Unsupported media type', detail });
}

function tooLarge(bytesMax: number): Problem {
  const detail = `A body has at most ${bytesMax} bytes here`;
  return new Problem({ status: 413, code: 'tooLarge', title: 'The body is too large', detail });
}

function slow(): Problem {
  const detail = `The body did not arrive within ${BODY_TIMEOUT_MS / 1000} s`;
  return new Problem({ status: 408, code: 'bodyTimeout', title: 'The body came too slowly', detail });
}

function cut(): Problem {
  return new Problem({ status: 400, code: 'bodyIncomplete', title: 'The body is incomplete' });
}
