// Partners that never give up: every request is sent again under its key until it is answered.
import { setTimeout as wait } from 'node:timers/promises';
import { connect } from 'amqplib';

const PARTNER = 'chaos';
const ANSWER_MS_MAX = 10_000;
/** Pauses between tries double from the first to the last, or a crowd of the patient would be all there is to do. */
const PAUSE_MS = 250;
const PAUSE_MS_MAX = 4_000;
/** How often a message is sent twice without need. */
const TWIN_SHARE = 0.05;
const CUSTOMERS = 400;

export class Client {
  waiting = new Map();
  channel = null;
  isClosed = false;

  constructor({ rabbitUrl, prefix, ledger, random, intakeUrls }) {
    Object.assign(this, { rabbitUrl, prefix, ledger, random, intakeUrls });
    this.queue = `partner.${PARTNER}.receipts`;
  }

  async open() {
    this.supervision = this.supervise();
    while (this.channel === null) await wait(20);
  }

  async close() {
    this.isClosed = true;
    await this.connection?.close().catch(() => {});
    await this.supervision;
  }

  /** Sends one request to its end: resolves when it was answered. */
  async send(n) {
    const key = `request-${n}`;
    const body = JSON.stringify(this.requestOf(n));
    if (n % 2 === 0) await this.sendOverAmqp(key, body);
    else await this.sendOverHttp(key, body);
  }

  requestOf(n) {
    const { random } = this;
    const isUrgent = random.next() < 0.5;
    return {
      source: 'customer',
      channel: random.pick(['phone', 'web', 'email']),
      type: random.pick(['productFault', 'processImprovement', 'other']),
      occurredAt: new Date().toISOString(),
      customer: { name: `客户${n}`, phone: String(13_800_000_000 + random.below(CUSTOMERS)) },
      verbatim: `第 ${n} 号反馈`,
      ...(isUrgent ? { facts: { coreBusinessHit: true } } : {}),
    };
  }

  async sendOverHttp(key, body) {
    for (let pauseMs = PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MS_MAX)) {
      await this.ledger.sending(key, 'http');
      const answer = await this.post(key, body).catch(() => null);
      // Too many at once, not ready, or the key is in somebody's hands: all three pass.
      const isFinal = answer !== null && answer.status < 500 && ![408, 409, 429].includes(answer.status);
      if (isFinal) return this.ledger.answered(key, { status: answer.status, ...answer.body });
      await wait(pauseMs);
    }
  }

  async post(key, body) {
    const response = await fetch(`${this.random.pick(this.intakeUrls())}/v1/requests`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key, 'caseloop-partner': PARTNER },
      body,
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    return { status: response.status, body: await response.json() };
  }

  async sendOverAmqp(key, body) {
    const answer = new Promise((done) => this.waiting.set(key, done));
    for (let isAnswered = false; !isAnswered;) {
      await this.ledger.sending(key, 'amqp');
      if (!(await this.publish(key, body))) {
        await wait(PAUSE_MS);
        continue;
      }
      if (this.random.next() < TWIN_SHARE) await this.publish(key, body);
      isAnswered = await Promise.race([answer.then(() => true), wait(ANSWER_MS_MAX, false)]);
    }
    this.waiting.delete(key);
  }

  /** True when the broker has confirmed it. */
  publish(key, body) {
    const { channel } = this;
    if (channel === null) return false;
    return new Promise((done) => {
      this.channelEnds.then(() => done(false));
      const properties = {
        contentType: 'application/json',
        messageId: key,
        correlationId: key,
        replyTo: this.queue,
        persistent: true,
        mandatory: true,
      };
      try {
        channel.publish(
          `${this.prefix}caseloop.intake`,
          `request.${PARTNER}`,
          Buffer.from(body),
          properties,
          (error) => done(!error),
        );
      } catch {
        done(false);
      }
    });
  }

  async supervise() {
    while (!this.isClosed) {
      try {
        await this.live();
      } catch {
        // The broker is away; that is what this is about.
      }
      this.channel = null;
      if (!this.isClosed) await wait(PAUSE_MS);
    }
  }

  async live() {
    const connection = await connect(this.rabbitUrl, { timeout: 5_000 });
    this.connection = connection;
    const end = new Promise((done) => connection.on('close', done));
    connection.on('error', () => {});
    const channel = await connection.createConfirmChannel();
    channel.on('error', () => {});
    this.channelEnds = Promise.race([end, new Promise((done) => channel.on('close', done))]);
    await channel.assertQueue(this.queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    await channel.consume(this.queue, (message) => this.hear(channel, message));
    this.channel = channel;
    await this.channelEnds;
    await connection.close().catch(() => {});
  }

  async hear(channel, message) {
    if (message === null) return;
    const key = message.properties.correlationId;
    await this.ledger.answered(key, JSON.parse(message.content.toString()));
    this.waiting.get(key)?.();
    try {
      channel.ack(message);
    } catch {
      // The channel has ended meanwhile; the receipt comes again and says the same.
    }
  }
}

/**
 * Sends requests at `rate` per second, at most `window` of them unanswered, until `isEnough(sent)` says so; then waits
 * for the answers that are still out.
 */
export async function load(client, { rate, window, isEnough }) {
  const out = new Set();
  const begun = performance.now();
  let sent = 0;
  while (!isEnough(sent)) {
    const isDue = sent < ((performance.now() - begun) / 1000) * rate;
    if (!isDue || out.size >= window) {
      await wait(10);
      continue;
    }
    sent += 1;
    const sending = client.send(sent).finally(() => out.delete(sending));
    out.add(sending);
  }
  await Promise.all(out);
  return sent;
}
