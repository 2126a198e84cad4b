import { join } from 'node:path';
import { type Transport, createInProcessTransport } from '@caseloop/messaging';
import {
  type RunningService,
  type ServiceConfig,
  type ServiceDefinition,
  SimulatedClock,
  serviceDatabaseUrl,
  startService,
} from '@caseloop/service';
import { announceUrl } from './config.js';
import { startEmbeddedDatabase } from './embedded-database.js';
import { type FrontedService, openFront } from './front.js';
import { assertPortFree } from './ports.js';
import { publishPacks } from './packs.js';
import { ensureDatabase, prepareDatabase, startOfTime } from './prepare-database.js';
import { services } from './services.js';

export interface UpOptions {
  readonly port: number;
  readonly dataDir: string;
  readonly packsDir: string;
  readonly logLevel: string;
  /** An empty installation starts this long before now, to be filled with a history; 0 otherwise. */
  readonly startBeforeMs: number;
  /** Told when a part ends that nobody has stopped. */
  readonly onLost: (part: string, how: string) => void;
}

/** A whole installation that answers on one port. */
export interface RunningInstallation {
  readonly url: string;
  readonly bus: string;
  readonly database: string;
  readonly packs: readonly string[];
  /** Nothing has ever been recorded in its database. */
  readonly startsEmpty: boolean;
  stop(): Promise<void>;
}

/**
 * Everything in this process: six services on the in-process bus, with a Postgres of their own below `dataDir`.
 * Durable: what was accepted is in the database before it is answered.
 */
export async function startAllInOne(options: UpOptions): Promise<RunningInstallation> {
  const port = await assertPortFree(options.port);
  announceUrl(`http://localhost:${port}`);
  const database = await startEmbeddedDatabase(options.dataDir, (how) => options.onLost('the database', how));
  const undo: (() => Promise<void>)[] = [() => database.stop()];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const adminUrl = await ensureDatabase(database.url, 'caseloop');
    await prepareDatabase(adminUrl);
    const transport = createInProcessTransport();
    const { startAt, startsEmpty } = await startOfTime(adminUrl, options.startBeforeMs);
    const clock = new SimulatedClock(startAt, { frozen: false });
    undo.push(() => transport.close());
    const running = await Promise.all(
      services.map((service) =>
        startService(service, { config: configOf(service, adminUrl, options), clock, transport }),
      ),
    );
    undo.push(async () => void (await Promise.all(running.map((service) => service.stop()))));
    const front = await openFront(
      running.map((service) => fronted(service, clock)),
      port,
    );
    undo.push(() => front.close());
    const url = `http://localhost:${front.port}`;
    const packs = await publishPacks(url, options.packsDir);
    return {
      url,
      bus: 'in-process',
      database: `embedded Postgres in ${join(options.dataDir, 'postgres')}`,
      packs,
      startsEmpty,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function configOf(
  service: ServiceDefinition<Transport>,
  adminUrl: string,
  options: UpOptions,
): ServiceConfig {
  return {
    service: service.name,
    mode: 'embedded',
    databaseUrl: serviceDatabaseUrl(adminUrl, service.name),
    databasePoolMax: 8,
    brokerUrl: 'in-process:',
    brokerPrefix: '',
    httpHost: '127.0.0.1',
    httpPort: 0,
    logLevel: options.logLevel,
  };
}

function fronted(service: RunningService, clock: SimulatedClock): FrontedService {
  return {
    name: service.name,
    answer: service.handler,
    metrics: () => service.metrics.metrics(),
    control: {
      status: () => service.status(),
      // One clock serves all six here; whoever sets it first has set it for the others too.
      setTime: async (now, frozen) => {
        if (now > clock.now()) clock.set(now);
        if (frozen) clock.freeze();
        else clock.run();
      },
      tick: async () => void (await service.tick()),
    },
  };
}
