import pg from 'pg';
import {
  CONNECT_TIMEOUT_MS,
  IDLE_IN_TRANSACTION_TIMEOUT_MS,
  LOCK_TIMEOUT_MS,
  STATEMENT_TIMEOUT_MS,
} from './limits.js';
import type { ServiceConfig } from './config.js';
import type { Logger } from './logger.js';

/** What a statement can be sent to: a pool, a client, a transaction of messaging. */
export interface Queryable {
  query<R = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ readonly rows: R[] }>;
}

/**
 * The service's connections: as its own role, in its own schema, with a limit on every kind of waiting.
 * `bigint` comes as text, because it may be larger than a number can say.
 */
export function createPool(
  config: Pick<ServiceConfig, 'service' | 'databaseUrl' | 'databasePoolMax'>,
  logger: Logger,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: config.databaseUrl,
    max: config.databasePoolMax,
    application_name: `caseloop ${config.service}`,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    // A black-holed server answers nothing: the client gives up a little after the server would have.
    query_timeout: STATEMENT_TIMEOUT_MS + CONNECT_TIMEOUT_MS,
    keepAlive: true,
    options: `-c search_path=${config.service}`,
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', (error) => logger.warn({ err: error }, 'An idle database connection broke'));
  return pool;
}
