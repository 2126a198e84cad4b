import type { IncomingMessage, ServerResponse } from 'node:http';
import { REQUEST_BYTES_MAX, StrictJsonError, parseStrictJson } from '@caseloop/contracts';
import { BODY_TIMEOUT_MS, REFUSED_BODY_MS } from './limits.js';
import { Problem } from './problem.js';

/** Paths whose bodies are not a JSON document as large as a service request. The first prefix that fits counts. */
export interface BodyLimit {
  readonly path: string;
  readonly bytes: number;
  /** True where the route itself answers for what cannot be read: it gets a `RawBody`, whatever was sent. */
  readonly isRaw?: boolean;
}

/** A body as it came. One that is larger than the limit ends one byte beyond it, so that its reader sees that. */
export interface RawBody {
  readonly bytes: Buffer;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
}

export type RequestWithBody = IncomingMessage & { body?: unknown; originalUrl?: string };

const JSON_TYPE = /^application\/(?:json|[a-z0-9.-]+\+json)\s*(?:;\s*charset="?utf-8"?)?$/i;

/** What `request.body` is to be: a JSON value, undefined when nothing was sent, or a `RawBody`. Throws problems. */
async function readBody(request: RequestWithBody, limits: readonly BodyLimit[]): Promise<unknown> {
  const limit = limitOf(request, limits);
  return limit?.isRaw ? readRaw(request, limit.bytes) : readJson(request, limit?.bytes ?? REQUEST_BYTES_MAX);
}

/** Routes are found whatever the case of the path, so limits are as well. */
function limitOf(request: RequestWithBody, limits: readonly BodyLimit[]): BodyLimit | undefined {
  const path = (request.originalUrl ?? request.url ?? '').split('?')[0]!.toLowerCase();
  return limits.find((limit) => path.startsWith(limit.path));
}

async function readRaw(request: RequestWithBody, bytesMax: number): Promise<RawBody> {
  const { 'content-type': contentType, 'content-encoding': contentEncoding } = request.headers;
  const bytes = isWithoutBody(request) ? Buffer.alloc(0) : await readBytes(request, bytesMax);
  return { bytes, contentType, contentEncoding };
}

async function readJson(request: RequestWithBody, bytesMax: number): Promise<unknown> {
  const { headers } = request;
  if (isWithoutBody(request)) return undefined;
  const declared = Number(headers['content-length'] ?? 0);
  const type = headers['content-type'] ?? '';
  if (!JSON_TYPE.test(type)) {
    throw unsupported(
      'content-type',
      `Content-Type is ${JSON.stringify(type)}; accepted is application/json in UTF-8`,
    );
  }
  if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity') {
    const encoding = JSON.stringify(headers['content-encoding']);
    throw unsupported('content-encoding', `Content-Encoding is ${encoding}; accepted is none`);
  }
  if (declared > bytesMax) throw tooLarge(bytesMax);
  const bytes = await readBytes(request, bytesMax);
  if (bytes.length > bytesMax) throw tooLarge(bytesMax);
  return parse(bytes);
}

/** Reads bodies before the routes are asked. */
export function bodies(limits: readonly BodyLimit[]) {
  return (request: RequestWithBody, response: ServerResponse, next: (error?: unknown) => void): void => {
    readBody(request, limits).then(
      async (body) => {
        request.body = body;
        await refuseRest(request, response);
        next();
      },
      async (error: unknown) => {
        await refuseRest(request, response);
        next(error);
      },
    );
  };
}

/** A client that is still sending when the connection closes would see that, and not our answer. */
async function refuseRest(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!request.complete && !isWithoutBody(request)) await discardRest(request);
  if (!request.complete && !isWithoutBody(request)) response.setHeader('Connection', 'close');
}

function isWithoutBody({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length'] ?? 0) === 0 && headers['transfer-encoding'] === undefined;
}

/** A body up to one byte beyond `bytesMax`. */
function readBytes(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => settle(slow()), BODY_TIMEOUT_MS);
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > bytesMax) settle(null);
    };
    const onEnd = (): void => settle(null);
    const onCut = (): void => settle(cut());
    const settle = (problem: Problem | null): void => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onCut).off('error', onCut);
      if (problem !== null) return reject(problem);
      resolve(Buffer.concat(chunks).subarray(0, bytesMax + 1));
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

function unsupported(header: string, detail: string): Problem {
  const code = 'unsupportedMediaType';
  const errors = [{ pointer: `/headers/${header}`, code, message: detail }];
  return new Problem({ status: 415, code, title: 'Unsupported media type', detail, errors });
}

function tooLarge(bytesMax: number): Problem {
  const detail = `A body has at most ${bytesMax} bytes here`;
  const errors = [{ pointer: '', code: 'tooLarge', message: detail }];
  return new Problem({ status: 413, code: 'tooLarge', title: 'The body is too large', detail, errors });
}

function slow(): Problem {
  const detail = `The body did not arrive within ${BODY_TIMEOUT_MS / 1000} s`;
  return new Problem({ status: 408, code: 'bodyTimeout', title: 'The body came too slowly', detail });
}

function cut(): Problem {
  return new Problem({ status: 400, code: 'bodyIncomplete', title: 'The body is incomplete' });
}
