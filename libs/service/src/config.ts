import type { ServiceName } from '@caseloop/contracts';
import { DATABASE_POOL_DEFAULT } from './limits.js';
import { type Environment, readEnv } from './read-env.js';

/** `embedded` and `test` trust loopback callers and let time be simulated; `production` refuses both. */
export type Mode = 'embedded' | 'test' | 'production';

export const MODES = ['embedded', 'test', 'production'] as const satisfies readonly Mode[];
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** What every service reads from its environment, once, before anything starts. */
export interface ServiceConfig {
  readonly service: ServiceName;
  readonly mode: Mode;
  /** Of the service's own role; the schema is the service's name. */
  readonly databaseUrl: string;
  readonly databasePoolMax: number;
  /** Of a role that may create roles and schemas. When it is given, the service migrates itself at start. */
  readonly databaseAdminUrl?: string;
  /** `amqp://...`, or `in-process:` for the embedded mode. */
  readonly brokerUrl: string;
  /** Put before every exchange and queue name, so that several installations can share a broker; usually empty. */
  readonly brokerPrefix: string;
  readonly httpHost: string;
  readonly httpPort: number;
  readonly logLevel: string;
  /** Where business time starts, epoch milliseconds; embedded and test modes only. Absent: now. */
  readonly clockStart?: number;
}

const RFC_3339_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

/** Reads the configuration of a service; `ConfigError` with every violation when it is not usable. */
export function readServiceConfig(service: ServiceName, env: Environment): ServiceConfig {
  const reader = readEnv(env);
  const mode = reader.oneOf('CASELOOP_MODE', MODES, { fallback: 'production' });
  const databaseAdminUrl = reader.url('DATABASE_ADMIN_URL', ['postgres:', 'postgresql:'], { fallback: '' });
  const brokerVariable =
    env['RABBITMQ_URL'] === undefined && env['BROKER_URL'] ? 'BROKER_URL' : 'RABBITMQ_URL';
  // In production the time is the machine's: the variable is not even looked at.
  const clockStart =
    mode === 'production'
      ? ''
      : reader.text('CLOCK_START', 'an RFC 3339 time in UTC', { fallback: '', pattern: RFC_3339_UTC });
  const config: ServiceConfig = {
    service,
    mode,
    databaseUrl: reader.url('DATABASE_URL', ['postgres:', 'postgresql:']),
    databasePoolMax: reader.integer(
      'DATABASE_POOL_MAX',
      { min: 2, max: 200 },
      { fallback: DATABASE_POOL_DEFAULT },
    ),
    ...(databaseAdminUrl === '' ? {} : { databaseAdminUrl }),
    brokerUrl: reader.url(brokerVariable, ['amqp:', 'amqps:', 'in-process:']),
    brokerPrefix: reader.text('BROKER_PREFIX', 'up to 40 letters, digits, dots, hyphens', {
      fallback: '',
      pattern: /^[A-Za-z0-9.-]{1,40}$/,
    }),
    // A service that trusts loopback callers listens on loopback; one that asks for tokens listens everywhere.
    httpHost: reader.text('HTTP_HOST', 'a host name or address to listen on', {
      fallback: mode === 'production' ? '0.0.0.0' : '127.0.0.1',
      pattern: /^[A-Za-z0-9.:-]{1,255}$/,
    }),
    httpPort: reader.integer('HTTP_PORT', { min: 0, max: 65_535 }, { fallback: 4000 }),
    logLevel: reader.oneOf('LOG_LEVEL', LOG_LEVELS, { fallback: 'info' }),
    ...(clockStart === '' ? {} : { clockStart: Date.parse(clockStart) }),
  };
  reader.done();
  return config;
}

/** The environment of this process: the one place where it is looked at. */
export function processEnvironment(): Environment {
  return process.env;
}
