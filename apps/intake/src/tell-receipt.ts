import type { ServerResponse } from 'node:http';
import { codeOf } from '@caseloop/messaging';
import { Problem } from '@caseloop/service';
import { type Answer, NotReadyError } from './intake.js';
import { RETRY_AFTER_S } from './limits.js';

/** SQLSTATE of a lock that was not had in time: another transaction has the same key, or what was asked before. */
const LOCK_NOT_AVAILABLE = '55P03';

/** Answers an HTTP request with its receipt: 202, or the problem the receipt holds. */
export function tellReceipt(response: ServerResponse, { receipt, isReplay }: Answer): void {
  if (receipt.status === 'accepted') {
    response.setHeader('Location', `/v1/requests/${receipt.requestId}`);
    if (isReplay) response.setHeader('Idempotent-Replayed', 'true');
    return send(response, 202, 'application/json', receipt);
  }
  const { problem, requestId, key } = receipt;
  send(response, problem.status, 'application/problem+json', { ...problem, requestId, key });
}

function send(response: ServerResponse, status: number, contentType: string, body: object): void {
  response.statusCode = status;
  response.setHeader('Content-Type', contentType);
  response.end(JSON.stringify(body));
}

/** What kept a request from being decided, as a caller over HTTP is told it. */
export function refusalOf(error: unknown): unknown {
  if (error instanceof NotReadyError) {
    const title = 'No policy pack is in force yet';
    return new Problem({ status: 503, code: 'notReady', title, retryAfterS: RETRY_AFTER_S, cause: error });
  }
  if (codeOf(error) === LOCK_NOT_AVAILABLE) {
    const title = 'The same key, or a request before it, is still being worked on';
    return new Problem({ status: 409, code: 'keyInUse', title, retryAfterS: RETRY_AFTER_S, cause: error });
  }
  return error;
}
