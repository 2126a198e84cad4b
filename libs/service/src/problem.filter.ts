import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { throwError } from 'rxjs';
import { traceOf } from './caller.js';
import type { Logger } from './logger.js';
import { RETRY_AFTER_S } from './limits.js';
import { Problem } from './problem.js';
import { isUnavailable } from './unavailable.js';

/** Tells an address that does not exist from a case that does not. */
const NO_ADDRESS = 'noSuchAddress';

/**
 * Every error of every route leaves as a problem document. What we did not foresee is logged with its stack and
 * told to nobody: texts of the database and of the code stay inside.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly allowedMethods: (path: string) => readonly string[],
  ) {}

  catch(error: unknown, host: ArgumentsHost): unknown {
    // Events: the transport strategy decides about retry and parking, so it must see the error as it was thrown.
    if (host.getType() !== 'http') return throwError(() => error);
    const request = host.switchToHttp().getRequest<IncomingMessage & { originalUrl?: string }>();
    const response = host.switchToHttp().getResponse<ServerResponse>();
    const { correlationId } = traceOf(request);
    const instance = (request.originalUrl ?? request.url ?? '').split('?')[0]!;
    const problem = this.orWrongMethod(toProblem(error), request.method ?? '', instance, response);
    this.logUnexpected(error, problem, correlationId);
    if (response.headersSent) {
      response.destroy();
      return undefined;
    }
    const body = JSON.stringify(problem.document({ instance, correlationId }));
    if (problem.retryAfterS !== undefined) response.setHeader('Retry-After', String(problem.retryAfterS));
    if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    response.statusCode = problem.status;
    response.setHeader('Content-Type', 'application/problem+json');
    response.end(body);
    return undefined;
  }

  /** What was answered on purpose has its line as a request; what happened to us needs more. */
  private logUnexpected(error: unknown, problem: Problem, correlationId: string): void {
    if (error === problem || problem.status < 500) return;
    if (problem.status === 503) this.logger.warn({ reason: String(error), correlationId }, problem.title);
    else this.logger.error({ err: error, correlationId }, problem.title);
  }

  /** An address that exists, but not for this method: 405, with the methods it has. */
  private orWrongMethod(problem: Problem, method: string, path: string, response: ServerResponse): Problem {
    const allowed = problem.code === NO_ADDRESS && !response.headersSent ? this.allowedMethods(path) : [];
    if (allowed.length === 0) return problem;
    response.setHeader('Allow', allowed.join(', '));
    const detail = `${method} is not possible here; ${allowed.join(', ')} is`;
    return new Problem({ status: 405, code: 'methodNotAllowed', title: 'Method not allowed', detail });
  }
}

/** The problem an error is to a caller. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isUnavailable(error)) {
    return new Problem({
      status: 503,
      code: 'unavailable',
      title: 'Not available at the moment',
      detail: 'The database cannot be reached or is overloaded; nothing was changed. Try again.',
      retryAfterS: RETRY_AFTER_S,
      cause: error,
    });
  }
  const status = error instanceof HttpException ? error.getStatus() : statusOfExpress(error);
  if (status === 404) return new Problem({ status, code: NO_ADDRESS, title: 'There is no such address' });
  if (status !== undefined && status < 500) {
    return new Problem({ status, code: 'badRequest', title: 'The request is not acceptable', cause: error });
  }
  return new Problem({ status: 500, code: 'internal', title: 'Something went wrong inside', cause: error });
}

/** Express marks its own refusals (a path that cannot be decoded) with a status. */
function statusOfExpress(error: unknown): number | undefined {
  return error instanceof Error && 'status' in error && typeof error.status === 'number'
    ? error.status
    : undefined;
}
