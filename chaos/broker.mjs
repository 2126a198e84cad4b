// What a run does to the broker's queues from outside: looks, steals, and throws in what nobody can read.
import { connect } from 'amqplib';
import { libraryOf } from './faults-build.mjs';

const GARBAGE = 'no event';
/** Nobody breaks the broker here: what takes long is a busy machine. */
const CONNECT_MS_MAX = 60_000;

export class Broker {
  constructor(url, prefix) {
    Object.assign(this, { url, prefix });
  }

  async with(work) {
    const connection = await connect(this.url, { timeout: CONNECT_MS_MAX });
    connection.on('error', () => {});
    try {
      const channel = await connection.createConfirmChannel();
      channel.on('error', () => {});
      return await work(channel);
    } finally {
      await connection.close().catch(() => {});
    }
  }

  async queues() {
    const { TOPOLOGY, DEAD_QUEUE } = await libraryOf('messaging');
    return {
      work: TOPOLOGY.queues.map(({ name }) => name).filter((name) => name !== DEAD_QUEUE),
      dead: DEAD_QUEUE,
    };
  }

  /** Messages that wait in our queues. */
  async depth() {
    const { work } = await this.queues();
    return this.with(async (channel) => {
      const answers = await Promise.all(work.map((name) => channel.checkQueue(this.prefix + name)));
      return answers.reduce((sum, { messageCount }) => sum + messageCount, 0);
    });
  }

  /** How many messages were handed out in vain too often, by the queue they were in. They stay where they are. */
  async dead() {
    const { dead } = await this.queues();
    return this.with(async (channel) => {
      const counts = {};
      for (;;) {
        const message = await channel.get(this.prefix + dead);
        if (message === false) return counts;
        const queue = message.properties.headers?.['x-death']?.[0]?.queue?.slice(this.prefix.length);
        counts[queue] = (counts[queue] ?? 0) + 1;
      }
    });
  }

  /** Takes a message off a queue as if it had never come, but nothing that was thrown in. */
  async steal(queue) {
    await this.with(async (channel) => {
      const message = await channel.get(this.prefix + queue);
      if (message === false) return;
      if (message.content.toString().startsWith(GARBAGE)) channel.nack(message);
      else channel.ack(message);
    });
  }

  /** A message that no service can read, each another one; again until the broker has it. */
  async throwIn(queue, n) {
    const isIn = await this.with(async (channel) => {
      channel.sendToQueue(this.prefix + queue, Buffer.from(`${GARBAGE} ${n}`), { persistent: true });
      await channel.waitForConfirms();
      return true;
    }).catch(() => false);
    if (!isIn) await this.throwIn(queue, n);
  }

  /** Takes away what a run has declared. */
  async remove() {
    const { TOPOLOGY } = await libraryOf('messaging');
    for (const { name } of TOPOLOGY.queues)
      await this.with((open) => open.deleteQueue(this.prefix + name)).catch(() => {});
    for (const { name } of TOPOLOGY.exchanges) {
      await this.with((open) => open.deleteExchange(this.prefix + name)).catch(() => {});
    }
    await this.with((open) => open.deleteQueue('partner.chaos.receipts')).catch(() => {});
  }
}
