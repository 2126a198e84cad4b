import { resolve } from 'node:path';
import { type RunningInstallation, startAllInOne } from './all-in-one.js';
import { banner } from './banner.js';
import type { CommandConfig } from './config.js';
import { startLocal } from './local.js';

export interface UpFlags {
  readonly port: number;
  readonly data: string;
  readonly packs: string;
  readonly infra: 'embedded' | 'local';
}

/** Starts an installation, says where it is, and keeps it until it is told to stop. */
export async function up(flags: UpFlags, config: CommandConfig, say: (text: string) => void): Promise<void> {
  const ended = new AbortController();
  const options = {
    port: flags.port,
    dataDir: resolve(flags.data),
    packsDir: resolve(flags.packs),
    logLevel: config.logLevel,
  };
  const installation = await start(flags, config, options, (service, how) => {
    say(`caseloop: ${service} ended (${how}); everything is stopped`);
    process.exitCode = 1;
    ended.abort();
  });
  process.stdout.write(banner(installation));
  await untilStopped(ended.signal);
  say('caseloop: stopping');
  await installation.stop();
  process.exit();
}

function start(
  flags: UpFlags,
  config: CommandConfig,
  options: Parameters<typeof startAllInOne>[0],
  onLost: Parameters<typeof startLocal>[0]['onLost'],
): Promise<RunningInstallation> {
  if (flags.infra === 'embedded') return startAllInOne(options);
  return startLocal({
    ...options,
    databaseUrl: config.databaseUrl,
    rabbitmqUrl: config.rabbitmqUrl,
    brokerPrefix: config.brokerPrefix,
    onLost,
  });
}

async function untilStopped(ended: AbortSignal): Promise<void> {
  await new Promise<void>((stop) => {
    ended.addEventListener('abort', () => stop());
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop());
  });
  // A second Ctrl-C comes from somebody who does not want to wait; what is durable is in the database anyway.
  process.once('SIGINT', () => process.exit(130));
}
