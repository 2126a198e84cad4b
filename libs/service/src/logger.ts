import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import type { ServiceConfig } from './config.js';

export type { Logger } from 'pino';

/**
 * What must never be written down, wherever it stands up to three levels deep: names, contact data and words of
 * persons, and everything that opens a door.
 */
const SECRETS = [
  'personal',
  'verbatim',
  'phone',
  'email',
  'contactPerson',
  'nickname',
  'text',
  'body',
  'authorization',
  'cookie',
  'password',
  'databaseUrl',
  'databaseAdminUrl',
  'brokerUrl',
  'connectionString',
] as const;

/** JSON lines on stdout (or `destination`), without anything personal or secret. */
export function createLogger(
  config: Pick<ServiceConfig, 'service' | 'logLevel'>,
  destination?: DestinationStream,
): Logger {
  const options = {
    level: config.logLevel,
    base: { service: config.service },
    timestamp: stdTimeFunctions.isoTime,
    serializers: { err: describeError },
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: SECRETS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** What of an error may be kept. A database error's `detail` and `where` quote rows, so they may not. */
const ERROR_FIELDS = [
  'code',
  'severity',
  'schema',
  'table',
  'column',
  'constraint',
  'syscall',
  'status',
] as const;

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const extras = ERROR_FIELDS.filter((field) => field in error).map((field) => [
    field,
    (error as unknown as Record<string, unknown>)[field],
  ]);
  return {
    type: error.constructor.name,
    message: error.message,
    ...Object.fromEntries(extras),
    stack: error.stack,
    ...(error.cause instanceof Error ? { cause: describeError(error.cause) } : {}),
    ...(error instanceof AggregateError ? { errors: error.errors.map(describeError) } : {}),
  };
}

/** Nest's own messages in our form. Its chatter about modules and routes is for debugging only. */
export function nestLogger(logger: Logger): LoggerService {
  const nest = logger.child({ from: 'nest' });
  const say =
    (level: 'debug' | 'warn' | 'error') =>
    (message: unknown, ...rest: unknown[]) => {
      const context = rest.at(-1);
      nest[level]({ ...(typeof context === 'string' ? { context } : {}) }, String(message));
    };
  return {
    log: say('debug'),
    verbose: say('debug'),
    debug: say('debug'),
    warn: say('warn'),
    error: say('error'),
  };
}
