// RabbitMQ: names of the bench's own, taken away at the end, and processes of sla on it.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EXCHANGES, TOPOLOGY } from '@caseloop/messaging';
import amqplib from 'amqplib';

const READY_MS_MAX = 60_000;

export class BenchBroker {
  static async connect(url) {
    return new BenchBroker(url, await amqplib.connect(url));
  }

  constructor(url, connection) {
    this.url = url;
    this.connection = connection;
    this.prefix = `bench-clocks-${process.pid}.`;
    this.started = [];
  }

  /** A process of sla as in production, ready to work. */
  async startSla(database) {
    const port = await freePort();
    const manifest = createRequire(import.meta.url).resolve('@caseloop/sla/package.json');
    const env = {
      ...process.env,
      CASELOOP_MODE: 'embedded',
      DATABASE_URL: database.slaUrl,
      DATABASE_ADMIN_URL: '',
      RABBITMQ_URL: this.url,
      BROKER_PREFIX: this.prefix,
      HTTP_HOST: '127.0.0.1',
      HTTP_PORT: String(port),
      LOG_LEVEL: 'warn',
    };
    const child = spawn(process.execPath, [join(dirname(manifest), 'dist', 'main.js')], {
      stdio: ['ignore', 2, 2, 'ipc'],
      env,
    });
    this.started.push(child);
    for (let waitedMs = 0; waitedMs < READY_MS_MAX; waitedMs += 100) {
      const ready = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null);
      if (ready?.ok) return;
      if (child.exitCode !== null) break;
      await new Promise((next) => setTimeout(next, 100));
    }
    throw new Error('sla did not become ready; its log says why');
  }

  /** Hands over each event of sla together with when it arrived, epoch milliseconds. */
  async listen(onEvent) {
    const channel = await this.connection.createChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, this.prefix + EXCHANGES.events, '#');
    await channel.consume(
      queue,
      (message) => {
        const arrivedAt = Date.now();
        for (const event of [JSON.parse(message.content.toString())].flat()) onEvent(event, arrivedAt);
      },
      { noAck: true },
    );
  }

  async stopProcesses() {
    const running = this.started.filter(
      ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
    );
    await Promise.all(
      running.map((child) => {
        const gone = new Promise((done) => child.once('exit', done));
        child.kill('SIGTERM');
        return gone;
      }),
    );
  }

  async close() {
    await this.stopProcesses();
    const channel = await this.connection.createChannel();
    for (const { name } of TOPOLOGY.queues) await channel.deleteQueue(this.prefix + name);
    for (const { name } of TOPOLOGY.exchanges) await channel.deleteExchange(this.prefix + name);
    await this.connection.close();
  }
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
