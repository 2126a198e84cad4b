import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { EXCHANGES } from '@caseloop/messaging';
import { type ChannelModel, connect } from 'amqplib';

/** How long `send --amqp` waits for the receipt. */
const RECEIPT_MS_MAX = 30_000;

/** A request as it is sent: the fields of the service request, as the partner writes them. */
export type RequestBody = Record<string, unknown>;

export interface SendOptions {
  readonly partner: string;
  readonly key: string;
  readonly body: RequestBody;
}

/** What came back: the receipt or the problem, and whether the request was accepted. */
export interface Answer {
  readonly accepted: boolean;
  readonly answer: unknown;
}

/** Sends a request over HTTP with its idempotency key. */
export async function sendOverHttp(url: string, { partner, key, body }: SendOptions): Promise<Answer> {
  const response = await fetch(`${url}/v1/requests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key, 'caseloop-partner': partner },
    body: JSON.stringify(body),
  });
  return { accepted: response.status === 202, answer: await response.json() };
}

/** Publishes a request to the intake exchange as a partner would, and waits for the receipt. */
export async function sendOverAmqp(url: string, prefix: string, options: SendOptions): Promise<Answer> {
  const connection = await connect(url);
  try {
    return await publishAndWait(connection, prefix, options);
  } finally {
    await connection.close();
  }
}

async function publishAndWait(connection: ChannelModel, prefix: string, { partner, key, body }: SendOptions) {
  const channel = await connection.createConfirmChannel();
  const replyTo = 'amq.rabbitmq.reply-to';
  const receipt = new Promise<Answer>((done, failed) => {
    const timer = setTimeout(
      () =>
        failed(
          new Error(`No receipt within ${RECEIPT_MS_MAX / 1000} s; the request was confirmed by the broker`),
        ),
      RECEIPT_MS_MAX,
    );
    channel.once('return', () =>
      failed(new Error(`No queue takes requests on ${prefix}${EXCHANGES.intake}`)),
    );
    void channel.consume(
      replyTo,
      (message) => {
        if (message?.properties.correlationId !== key) return;
        clearTimeout(timer);
        const answer = JSON.parse(message.content.toString('utf8')) as { status?: string };
        done({ accepted: answer.status === 'accepted', answer });
      },
      { noAck: true },
    );
  });
  channel.publish(`${prefix}${EXCHANGES.intake}`, `request.${partner}`, Buffer.from(JSON.stringify(body)), {
    contentType: 'application/json',
    messageId: key,
    correlationId: key,
    replyTo,
    persistent: true,
    mandatory: true,
  });
  await channel.waitForConfirms();
  return receipt;
}

/** Flags of `send` that stand for fields of a request. */
export interface RequestFlags {
  readonly name?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly verbatim?: string;
  readonly channel?: string;
  readonly type?: string;
  readonly urgency?: string;
  readonly pack?: string;
  readonly fact?: readonly string[];
}

/** The request of a file (`-` is standard input), or the one that the flags describe. */
export function requestBody(file: string | undefined, flags: RequestFlags, now: Date): RequestBody {
  if (file !== undefined) return JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8')) as RequestBody;
  const {
    name = '张伟',
    phone,
    email,
    verbatim = '设备无法启动',
    channel = 'web',
    fact = [],
    ...given
  } = flags;
  return {
    source: 'customer',
    channel,
    occurredAt: now.toISOString(),
    customer: { name, ...(phone ? { phone } : {}), ...(email ? { email } : {}) },
    verbatim,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...(fact.length > 0 ? { facts: Object.fromEntries(fact.map(factOf)) } : {}),
  };
}

function factOf(text: string): [string, unknown] {
  const [name, value = 'true'] = text.split('=', 2) as [string, string?];
  if (value === 'true' || value === 'false') return [name, value === 'true'];
  return [name, value !== '' && Number.isFinite(Number(value)) ? Number(value) : value];
}

/** A key for a request that was given none. */
export function newKey(): string {
  return randomUUID();
}
