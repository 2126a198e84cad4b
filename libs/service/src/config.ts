import type { ServiceName } from '@caseloop/contracts';

/** `embedded` and `test` trust loopback callers and let time be simulated; `production` refuses both. */
export type Mode = 'embedded' | 'test' | 'production';

/** What every service reads from its environment, once, before anything starts. */
export interface ServiceConfig {
  readonly service: ServiceName;
  readonly mode: Mode;
  /** Of the service's own role; the schema is the service's name. */
  readonly databaseUrl: string;
  readonly databasePoolMax: number;
  /** `amqp://...`, or `in-process:` for the embedded mode. */
  readonly brokerUrl: string;
  /** Put before every exchange and queue name, so that several installations can share a broker; usually empty. */
  readonly brokerPrefix: string;
  readonly httpHost: string;
  readonly httpPort: number;
  readonly logLevel: string;
}
