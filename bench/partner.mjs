// A partner as any program would be one: plain amqplib, a confirm channel, requests of about a kilobyte.
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'amqplib';

const CUSTOMERS = 5_000;
const WINDOW = 2_000;
const REQUEST_BYTES = 1_024;
const WORDS =
  '设备在运行约两小时后自动停机，重新启动后面板显示报警代码，已按照手册检查电源与接线，问题依旧存在。';

export class Partner {
  #sent = 0;

  constructor(connection, channel, prefix) {
    Object.assign(this, { connection, channel, prefix, isClosed: false });
  }

  static async connect(url, prefix) {
    const connection = await connect(url, { noDelay: true });
    return new Partner(connection, await connection.createConfirmChannel(), prefix);
  }

  async close() {
    if (this.isClosed) return;
    this.isClosed = true;
    await this.connection.close();
  }

  /** All at once, `WINDOW` of them unconfirmed; resolves when the broker has every one. */
  async publishAll(count) {
    const sent = [];
    let confirmed = 0;
    await new Promise((done, failed) => {
      const pump = () => {
        while (sent.length < count && sent.length - confirmed < WINDOW) {
          sent.push(this.#publish(Date.now(), onConfirm));
        }
        if (confirmed === count) done();
      };
      const onConfirm = (error) => {
        if (error) return failed(error);
        confirmed += 1;
        pump();
      };
      pump();
    });
    return sent;
  }

  /** `rate` a second; a request's time is the one at which it was due, also when we are late. */
  async publishPaced(rate, seconds) {
    const sent = [];
    const begun = Date.now();
    const total = Math.round(rate * seconds);
    while (sent.length < total) {
      const due = Math.min(total, Math.floor(((Date.now() - begun) / 1000) * rate));
      while (sent.length < due) sent.push(this.#publish(begun + ((sent.length + 1) / rate) * 1000));
      await sleep(1);
    }
    await this.channel.waitForConfirms();
    return sent;
  }

  #publish(at, onConfirm) {
    const key = `bench-${(this.#sent += 1)}`;
    this.channel.publish(
      `${this.prefix}caseloop.intake`,
      'request.bench',
      Buffer.from(JSON.stringify(requestOf(this.#sent))),
      { contentType: 'application/json', messageId: key, persistent: true },
      onConfirm,
    );
    return { key, at };
  }
}

/** A quarter of each type; a quarter urgent, because the core business stands still. */
function requestOf(n) {
  const customer = n % CUSTOMERS;
  const request = {
    source: 'customer',
    channel: 'phone',
    type: ['productFault', 'serviceAttitude', 'processImprovement', 'other'][n % 4],
    occurredAt: new Date(Date.now() - 60_000).toISOString(),
    facts: { coreBusinessHit: n % 4 === 0 },
    customer: { name: `客户${customer}`, phone: String(13_800_000_000 + customer) },
    product: { name: 'X200', module: 'A', serial: `SN-${n % 997}` },
    orderNo: `O-${n}`,
    verbatim: '',
  };
  const room = REQUEST_BYTES - Buffer.byteLength(JSON.stringify(request));
  request.verbatim = WORDS.repeat(Math.ceil(room / WORDS.length)).slice(0, Math.floor(room / 3));
  return request;
}
