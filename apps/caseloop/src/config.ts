import { type Environment, readEnv } from '@caseloop/service';

/** What the command line takes from the environment where no flag says otherwise. */
export interface CommandConfig {
  readonly databaseUrl: string;
  readonly rabbitmqUrl: string;
  readonly brokerPrefix: string;
  readonly logLevel: string;
  /** Where `send`, `parked` and the like find an installation. */
  readonly url: string;
}

/** Reads the environment of the command line; `ConfigError` names what is not usable. */
export function readCommandConfig(env: Environment): CommandConfig {
  const reader = readEnv(env);
  const config: CommandConfig = {
    databaseUrl: reader.url('DATABASE_URL', ['postgres:', 'postgresql:'], {
      fallback: 'postgres://postgres@127.0.0.1:5432/',
    }),
    rabbitmqUrl: reader.url('RABBITMQ_URL', ['amqp:', 'amqps:'], {
      fallback: 'amqp://guest:guest@127.0.0.1:5672',
    }),
    brokerPrefix: reader.text('BROKER_PREFIX', 'up to 40 letters, digits, dots, hyphens', {
      fallback: '',
      pattern: /^[A-Za-z0-9.-]{1,40}$/,
    }),
    logLevel: reader.oneOf('LOG_LEVEL', ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      fallback: 'warn',
    }),
    url: reader.url('CASELOOP_URL', ['http:', 'https:'], { fallback: 'http://localhost:4000' }),
  };
  reader.done();
  return config;
}

/** Where links in messages lead to, unless the environment says otherwise: the front of this installation. */
export function announceUrl(url: string): void {
  process.env['CASELOOP_PUBLIC_URL'] ??= url;
}
