import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Histogram } from 'prom-client';
import { callerOf, identify, traceOf } from './caller.js';
import { monotonicMs } from './clock.js';
import type { Mode } from './config.js';
import type { Logger } from './logger.js';
import { refused } from './problem.js';

/** What Express adds to a request once it has found a route. */
type Routed = IncomingMessage & {
  readonly route?: { readonly path?: unknown };
  readonly originalUrl?: string;
};

/** Asked every few seconds by machines: worth a line only when they fail. */
const CHATTER = ['/health/live', '/health/ready', '/metrics'];

/**
 * One line and one measurement per request. The route is the pattern: addresses carry ids of people's cases, and a
 * label per address would never end.
 */
export function requestLog(logger: Logger, durations: Histogram<'method' | 'route' | 'status'>) {
  return (request: Routed, response: ServerResponse, next: () => void): void => {
    const startedAt = monotonicMs();
    const { correlationId } = traceOf(request);
    response.setHeader('Caseloop-Correlation-Id', correlationId);
    response.once('close', () => {
      const durationMs = Math.round((monotonicMs() - startedAt) * 10) / 10;
      const path = request.route?.path;
      const route = typeof path === 'string' ? path : 'none';
      // A client that hung up before the answer was complete got no status.
      const status = response.writableFinished ? response.statusCode : 499;
      const method = request.method ?? '';
      durations.observe({ method, route, status: String(status) }, durationMs / 1000);
      const line = { method, route, status, durationMs, correlationId, actor: callerOf(request)?.actor.kind };
      logger[CHATTER.includes(route) && status < 400 ? 'debug' : 'info'](line, 'request');
    });
    next();
  };
}

/**
 * The door: nobody gets to a route without being known, but for what machines ask about health. A NUL is refused here
 * for every route: no id, word or cursor of ours holds one, and the database takes none.
 */
export function callers(mode: Mode) {
  return (request: IncomingMessage, _response: ServerResponse, next: (error?: unknown) => void): void => {
    const path = (request.url ?? '').split('?')[0]!;
    try {
      if (/%00/i.test(request.url ?? ''))
        throw refused('', 'nulCharacter', 'An address holds no NUL character');
      if (!CHATTER.includes(path)) identify(request, mode);
      next();
    } catch (error) {
      next(error);
    }
  };
}
