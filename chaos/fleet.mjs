// The services as processes of their own, started again as soon as they end.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { libraryOf, mainOf } from './faults-build.mjs';

export const SERVICES = ['intake', 'casework', 'routing', 'sla', 'notifications', 'analytics'];
const START_MS_MAX = 300_000;
const STOP_MS_MAX = 30_000;

export class Fleet {
  instances = [];
  /** Ends nobody has asked for. */
  surprises = [];
  kills = 0;
  isStopping = false;
  /** Told of the fail-point that ended a process. */
  onFault = () => {};
  /** What FAULT says to the next process of that service. */
  faultFor = () => '';

  constructor({ folder, databaseUrl, rabbitUrl, prefix, firstPort }) {
    Object.assign(this, { folder, databaseUrl, rabbitUrl, prefix, firstPort });
  }

  /** `count` of each service; the first of each migrates its schema. */
  async start(count) {
    this.serviceUrl = (await libraryOf('service')).serviceDatabaseUrl;
    for (let index = 0; index < count; index += 1) {
      const group = SERVICES.map((service) => {
        const port = this.firstPort + this.instances.length;
        const instance = {
          service,
          index,
          name: `${service}-${index}`,
          port,
          url: `http://127.0.0.1:${port}`,
        };
        instance.log = createWriteStream(join(this.folder, `${instance.name}.log`), { flags: 'a' });
        this.instances.push(instance);
        this.launch(instance, index === 0);
        return instance;
      });
      await Promise.all(group.map((instance) => this.untilReady(instance)));
    }
  }

  of(service) {
    return this.instances.filter((instance) => instance.service === service);
  }

  launch(instance, isMigrating = false) {
    const { service } = instance;
    const child = spawn(process.execPath, [mainOf(service)], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        PATH: process.env.PATH,
        TZ: 'UTC',
        CASELOOP_MODE: 'embedded',
        DATABASE_URL: this.serviceUrl(this.databaseUrl, service),
        DATABASE_ADMIN_URL: isMigrating ? this.databaseUrl : '',
        RABBITMQ_URL: this.rabbitUrl,
        BROKER_PREFIX: this.prefix,
        HTTP_HOST: '127.0.0.1',
        HTTP_PORT: String(instance.port),
        // Every hand-over of a message is a line on this level.
        LOG_LEVEL: service === 'notifications' ? 'debug' : 'info',
        FAULT: isMigrating ? '' : this.faultFor(service),
      },
    });
    instance.child = child;
    instance.isKilled = false;
    instance.launchedAt = performance.now();
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => this.hear(instance, line));
    }
    child.once('exit', (code, signal) => this.ended(instance, code, signal));
  }

  hear(instance, line) {
    instance.log.write(`${line}\n`);
    const [, place] = /^FAULT (\S+)/.exec(line) ?? [];
    if (place === undefined) return;
    instance.isKilled = true;
    this.kills += 1;
    this.onFault(instance, place);
  }

  ended(instance, code, signal) {
    if (this.isStopping) return;
    // The line that tells of a fail-point may be read after the exit.
    setTimeout(() => {
      if (!instance.isKilled) this.surprises.push(`${instance.name}: ${signal ?? `exit ${code}`}`);
      if (!this.isStopping) this.launch(instance);
    }, 20);
  }

  /** kill -9. False when it is just being started again. */
  kill(instance) {
    const { child } = instance;
    if (child.exitCode !== null || child.signalCode !== null) return false;
    instance.isKilled = true;
    this.kills += 1;
    return child.kill('SIGKILL');
  }

  /** Ends every process whose fail-points are armed, so that the next one has none. */
  disarm() {
    this.faultFor = () => '';
    for (const instance of this.instances) this.kill(instance);
  }

  async untilReady(instance) {
    for (let waitedMs = 0; waitedMs < START_MS_MAX; waitedMs += 100) {
      const answer = await fetch(`${instance.url}/health/ready`).catch(() => null);
      if (answer?.ok) return;
      await wait(100);
    }
    throw new Error(
      `${instance.name} was not ready within ${START_MS_MAX / 1000} s; ${this.folder} has its log`,
    );
  }

  async stop() {
    this.isStopping = true;
    await Promise.all(
      this.instances.map(async ({ child }) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = new Promise((done) => child.once('exit', done));
        child.kill('SIGTERM');
        const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
        await gone;
        clearTimeout(timer);
      }),
    );
    for (const { log } of this.instances) log.end();
  }
}
