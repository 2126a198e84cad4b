import { ConfigError, type Environment, processEnvironment, readEnv } from '@caseloop/service';
import { GATEWAY_CHANNELS } from './domain/carriers.js';
import { CALL_TIMEOUT_DEFAULT_MS, SENDS_PER_MINUTE_DEFAULT, SEND_TIMEOUT_MS } from './limits.js';

export type GatewayChannel = (typeof GATEWAY_CHANNELS)[number];

export interface SmtpConfig {
  /** `smtp:` (upgraded by STARTTLS where the server offers it, and always before a password is said) or `smtps:`. */
  readonly url: string;
  /** The sender's address, without a name. */
  readonly from: string;
  readonly timeoutMs: number;
}

export interface GatewayConfig {
  readonly url: string;
  /** `whsec_` and the base64 of the key, as Standard Webhooks has it. */
  readonly secret: string;
  readonly channels: readonly GatewayChannel[];
  readonly timeoutMs: number;
}

export interface NotificationsConfig {
  /** What stands before `/v1/surveys/...` in links to customers; empty gives a path, which is enough on one machine. */
  readonly publicUrl: string;
  /** Null: there is no mail server, and mails are written down. */
  readonly smtp: SmtpConfig | null;
  /** Null: there is no gateway, and what it would carry is written down. */
  readonly gateway: GatewayConfig | null;
  /** Messages over one carrier within a minute at which this process stops sending over it for a minute. */
  readonly sendsPerMinuteMax: number;
}

const EMAIL = /^[^\s<>()[\]\\,;:@"]{1,64}@[A-Za-z0-9.-]{1,253}$/;
const SECRET = /^whsec_[A-Za-z0-9+/]{32,128}={0,2}$/;

/** Reads what notifications is configured with; `ConfigError` with every violation when it is not usable. */
export function readNotificationsConfig(env: Environment = processEnvironment()): NotificationsConfig {
  const reader = readEnv(env);
  const timeout = (name: string) =>
    reader.integer(name, { min: 100, max: SEND_TIMEOUT_MS - 1000 }, { fallback: CALL_TIMEOUT_DEFAULT_MS });
  const publicUrl = reader.url('CASELOOP_PUBLIC_URL', ['http:', 'https:'], { fallback: '' });
  const smtpUrl = reader.url('SMTP_URL', ['smtp:', 'smtps:'], { fallback: '' });
  const gatewayUrl = reader.url('GATEWAY_URL', ['http:', 'https:'], { fallback: '' });
  const channels = reader
    .text('GATEWAY_CHANNELS', `some of ${GATEWAY_CHANNELS.join(',')}`, {
      fallback: GATEWAY_CHANNELS.join(','),
    })
    .split(',');
  const config: NotificationsConfig = {
    publicUrl: publicUrl.replace(/\/+$/, ''),
    smtp:
      smtpUrl === ''
        ? null
        : {
            url: smtpUrl,
            from: reader.text('MAIL_FROM', 'an e-mail address without a name', { pattern: EMAIL }),
            timeoutMs: timeout('SMTP_TIMEOUT_MS'),
          },
    gateway:
      gatewayUrl === ''
        ? null
        : {
            url: gatewayUrl,
            secret: reader.text('GATEWAY_SECRET', 'whsec_ and the base64 of 24 to 96 bytes', {
              pattern: SECRET,
              secret: true,
            }),
            channels: GATEWAY_CHANNELS.filter((channel) => channels.includes(channel)),
            timeoutMs: timeout('GATEWAY_TIMEOUT_MS'),
          },
    sendsPerMinuteMax: reader.integer(
      'SENDS_PER_MINUTE_MAX',
      { min: 1, max: 1_000_000 },
      { fallback: SENDS_PER_MINUTE_DEFAULT },
    ),
  };
  reader.done();
  const unknown = channels.filter((channel) => !(GATEWAY_CHANNELS as readonly string[]).includes(channel));
  if (unknown.length === 0) return config;
  throw new ConfigError([
    `GATEWAY_CHANNELS names ${unknown.join(', ')}; expected some of ${GATEWAY_CHANNELS.join(',')}`,
  ]);
}
