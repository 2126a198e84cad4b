import { type Command, InvalidArgumentError, Option } from 'commander';
import { SERVICES, type ServiceName } from '@caseloop/contracts';
import { processEnvironment } from '@caseloop/service';
import { databaseUrlOf, migrateAll } from './database.js';
import { untilReady } from './operate.js';
import { putPack } from './packs.js';
import { say } from './terminal.js';

const secondsOf = (text: string) => {
  const seconds = Number(text);
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > 3600)
    throw new InvalidArgumentError('Seconds are 0 to 3600.');
  return seconds;
};

interface ApplyFlags {
  readonly url: string;
  readonly to: 'new' | 'open';
  readonly wait: number;
}

/** `policy apply`. */
export function addPolicy(program: Command, url: Option): void {
  program
    .command('policy')
    .description('policy packs')
    .command('apply <dir>')
    .description('put a pack into force')
    .addOption(url)
    .addOption(
      new Option('--to <cases>', 'which cases it applies to').choices(['new', 'open']).default('new'),
    )
    .option('--wait <seconds>', 'wait this long for the registry to answer', secondsOf, 0)
    .action(async (directory: string, flags: ApplyFlags) => {
      await untilReady(flags.url, flags.wait * 1000);
      const { name, status, answer } = await putPack(flags.url, directory, flags.to);
      process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
      if (status >= 400) throw new Error(`The pack ${name} was refused (${status})`);
    });
}

/** `migrate` and `database-url`, for who installs it; both read DATABASE_ADMIN_URL. */
export function addDatabase(program: Command): void {
  program
    .command('migrate')
    .description('bring roles, schemas and tables up to this version (DATABASE_ADMIN_URL)')
    .action(async () => {
      await migrateAll(processEnvironment());
      say('The database is up to date');
    });
  program
    .command('database-url <service>')
    .description("print the url of a service's own role (DATABASE_ADMIN_URL)")
    .action((name: string) => {
      const service = SERVICES.find((candidate) => candidate === name) as ServiceName | undefined;
      if (!service) throw new Error(`There is no service ${name}; there are ${SERVICES.join(', ')}`);
      process.stdout.write(`${databaseUrlOf(processEnvironment(), service)}\n`);
    });
}
