import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Actor } from '@caseloop/contracts';
import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { Mode } from './config.js';
import { newId } from './ids.js';
import { Problem, refused } from './problem.js';

/** What ties everything together that one request causes. */
export interface Trace {
  readonly correlationId: string;
  /** W3C trace context: the caller's trace when it sent one, a new one otherwise. */
  readonly traceparent: string;
}

/** Who calls, for which partner, in which trace. */
export interface Caller {
  readonly actor: Actor;
  readonly partner: string;
}

const traces = new WeakMap<IncomingMessage, Trace>();
const callers = new WeakMap<IncomingMessage, Caller>();

const CORRELATION = /^[A-Za-z0-9._:-]{1,64}$/;
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;
const PARTNER = /^[a-z0-9-]{1,40}$/;
const AGENT = /^[A-Za-z0-9._-]{1,64}$/;
const LOOPBACK_ADDRESS = /^(?:::ffff:)?127(?:\.\d{1,3}){3}$|^::1$/;
const LOOPBACK_HOST = /^(?:localhost|(?:[a-z0-9-]+\.)+localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/** Whether `id` can be an agent's: the customer and the product act under words of their own. */
export function isAgentId(id: string): boolean {
  return AGENT.test(id) && id !== 'customer' && id !== 'system';
}

/** The trace of a request: what its headers say where that is well formed, new otherwise. */
export function traceOf(request: IncomingMessage): Trace {
  let trace = traces.get(request);
  if (trace === undefined) {
    const correlationId = header(request, 'caseloop-correlation-id');
    const parent = TRACEPARENT.exec(header(request, 'traceparent') ?? '');
    const traceId = parent?.[1] ?? randomBytes(16).toString('hex');
    trace = {
      correlationId: correlationId !== undefined && CORRELATION.test(correlationId) ? correlationId : newId(),
      traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-${parent?.[2] ?? '01'}`,
    };
    traces.set(request, trace);
  }
  return trace;
}

/** Who calls; known once the request has passed `identify`. */
export function callerOf(request: IncomingMessage): Caller | undefined {
  return callers.get(request);
}

/**
 * Finds out who calls. In the embedded and test modes the headers of a caller on this machine are believed.
 * Everything else needs a token, and since no issuer is configured yet, everything else is refused.
 */
export function identify(request: IncomingMessage, mode: Mode): Caller {
  if (mode === 'production') {
    throw unauthorized(
      'This installation accepts requests with a token only, and no token issuer is configured yet.',
    );
  }
  if (!isLoopback(request)) {
    throw unauthorized(
      `In ${mode} mode only callers on this machine are served; from elsewhere a token is needed.`,
    );
  }
  const caller = { actor: readActor(request), partner: readPartner(request) };
  callers.set(request, caller);
  return caller;
}

/**
 * A caller on this machine, also through a proxy on this machine. The Host header is looked at because a web page
 * can point a name of its own at 127.0.0.1 and call from a visitor's browser.
 */
export function isLoopback(request: IncomingMessage): boolean {
  const forwarded = header(request, 'x-forwarded-for');
  const hops = [request.socket.remoteAddress ?? '', ...(forwarded?.split(',') ?? [])];
  return (
    hops.every((hop) => LOOPBACK_ADDRESS.test(hop.trim())) &&
    LOOPBACK_HOST.test(header(request, 'host') ?? '') &&
    header(request, 'forwarded') === undefined
  );
}

function unauthorized(detail: string): Problem {
  return new Problem({ status: 401, code: 'unauthorized', title: 'Who calls is not known', detail });
}

function readActor(request: IncomingMessage): Actor {
  const value = header(request, 'caseloop-actor') ?? 'dev';
  if (value === 'customer' || value === 'system') return { kind: value, id: value };
  if (AGENT.test(value)) return { kind: 'agent', id: value };
  throw refused(
    '/headers/caseloop-actor',
    'actor',
    'Caseloop-Actor is customer, system or the id of an agent (1 to 64 letters, digits, dots, hyphens, underscores)',
  );
}

function readPartner(request: IncomingMessage): string {
  const value = header(request, 'caseloop-partner') ?? 'dev';
  if (PARTNER.test(value)) return value;
  throw refused(
    '/headers/caseloop-partner',
    'partner',
    'Caseloop-Partner is 1 to 40 lower-case letters, digits and hyphens',
  );
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

function known(context: ExecutionContext): Caller {
  const caller = callerOf(context.switchToHttp().getRequest<IncomingMessage>());
  if (caller === undefined)
    throw unauthorized('The request did not pass the door where callers are identified.');
  return caller;
}

/** Who acts: `Actor`. */
export const CurrentActor = createParamDecorator(
  (_: unknown, context: ExecutionContext) => known(context).actor,
);

/** The id of the system that calls: `string`. */
export const CurrentPartner = createParamDecorator(
  (_: unknown, context: ExecutionContext) => known(context).partner,
);

/** What the request belongs to: `Trace`. */
export const CurrentTrace = createParamDecorator((_: unknown, context: ExecutionContext) =>
  traceOf(context.switchToHttp().getRequest<IncomingMessage>()),
);
