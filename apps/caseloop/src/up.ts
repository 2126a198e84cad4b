import { resolve } from 'node:path';
import { type RunningInstallation, type UpOptions, startAllInOne } from './all-in-one.js';
import { systemClock } from '@caseloop/service';
import { banner } from './banner.js';
import type { CommandConfig } from './config.js';
import { DEMO_HISTORY, DEMO_SEED, Demo } from './demo.js';
import { startLocal } from './local.js';

const DAY_MS = 24 * 3_600_000;
/** How often the making of the demo's history says how far it is. */
const PROGRESS_MS = 2_000;

export interface UpFlags {
  readonly port: number;
  readonly data: string;
  readonly packs: string;
  readonly infra: 'embedded' | 'local';
  readonly demo?: boolean;
}

/** Starts an installation, says where it is, and keeps it until it is told to stop. */
export async function up(flags: UpFlags, config: CommandConfig, say: (text: string) => void): Promise<void> {
  const ended = new AbortController();
  const installation = await start(flags, config, {
    port: flags.port,
    dataDir: resolve(flags.data),
    packsDir: resolve(flags.packs),
    logLevel: config.logLevel,
    startBeforeMs: flags.demo ? DEMO_HISTORY.days * DAY_MS : 0,
    onLost: (part, how) => {
      say(`caseloop: ${part} ended (${how}); everything is stopped`);
      process.exitCode = 1;
      ended.abort();
    },
  });
  const demo = flags.demo ? await startDemo(installation, say) : null;
  process.stdout.write(banner(installation));
  await untilStopped(ended.signal);
  say('caseloop: stopping');
  demo?.stop();
  await installation.stop();
  process.exit();
}

function start(flags: UpFlags, config: CommandConfig, options: UpOptions): Promise<RunningInstallation> {
  if (flags.infra === 'embedded') return startAllInOne(options);
  const { databaseUrl, rabbitmqUrl, brokerPrefix } = config;
  return startLocal({ ...options, databaseUrl, rabbitmqUrl, brokerPrefix });
}

/** People, a week of history where there is nothing yet, and from now on a trickle of new cases. */
async function startDemo(installation: RunningInstallation, say: (text: string) => void): Promise<Demo> {
  const demo = new Demo(installation.url, DEMO_SEED);
  const now = () => systemClock().now();
  await demo.people();
  if (installation.startsEmpty) {
    let told = now();
    await demo.history(now, (done, of) => {
      if (now() - told < PROGRESS_MS) return;
      told = now();
      say(`caseloop: demo history, ${done} of ${of} steps`);
    });
  }
  demo.trickle(now);
  return demo;
}

async function untilStopped(ended: AbortSignal): Promise<void> {
  await new Promise<void>((stop) => {
    ended.addEventListener('abort', () => stop());
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop());
  });
  // A second Ctrl-C comes from somebody who does not want to wait; what is durable is in the database anyway.
  process.once('SIGINT', () => process.exit(130));
}
