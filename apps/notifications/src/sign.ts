import { createHmac } from 'node:crypto';

/** What a signed request carries in its headers. */
export interface Signed {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

/**
 * Signs a request as Standard Webhooks has it: HMAC-SHA256 over `id.timestamp.body`. `secret` is `whsec_` and the
 * base64 of the key; `now` is the machine's time in epoch milliseconds, since the receiver compares it with its own.
 * Source: standardwebhooks.com, specification 1.0.
 */
export function signed(secret: string, id: string, now: number, body: string): Signed {
  const timestamp = String(Math.floor(now / 1000));
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
