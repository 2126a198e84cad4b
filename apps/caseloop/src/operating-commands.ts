import { type Command, Option } from 'commander';
import { SERVICES, type ServiceName } from '@caseloop/contracts';
import { discardParked, listParked, readiness, replayParked } from './operate.js';
import { collect, print, say } from './terminal.js';

const output = () =>
  new Option('--output <form>', 'form of the data on stdout').choices(['text', 'json']).default('text');
const service = () => new Option('--service <name>', 'one service only').choices([...SERVICES]);

interface ParkedFlags {
  readonly url: string;
  readonly output: string;
  readonly service: ServiceName;
  readonly id: readonly string[];
  readonly all?: boolean;
  readonly reason: string;
}

/** `status`, `parked`, `replay`, `discard`: what the person at night types. */
export function addOperating(program: Command, url: () => Option): void {
  program
    .command('status')
    .description('whether every service of an installation is ready')
    .addOption(url())
    .addOption(output())
    .action(async (flags: { url: string; output: string }) => {
      const state = await readiness(flags.url);
      print(state, flags.output, () => `${state.status}: ${state.services.join(', ')}`);
    });
  addParked(program, url);
}

function addParked(program: Command, url: () => Option): void {
  program
    .command('parked')
    .description('events that could not be applied and wait for a person')
    .addOption(url())
    .addOption(service())
    .addOption(output())
    .action(async (flags: { url: string; service?: ServiceName; output: string }) => {
      const parked = await listParked(flags.url, flags.service);
      print(parked, flags.output, () =>
        parked
          .map(
            (event) =>
              `${event.service}\t${event.id}\t${event.type}\t${event.subject}\t+${event.waitingBehind}\t${event.error}`,
          )
          .join('\n'),
      );
    });
  const choice = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .addOption(url())
      .addOption(service().makeOptionMandatory())
      .option('--id <id>', 'a parked event; may be repeated', collect, [])
      .requiredOption('--reason <text>', 'why; kept in the audit');
  choice('replay', 'give parked events another try')
    .option('--all', 'all of the service')
    .action(async ({ url: at, service: name, id, all, reason }: ParkedFlags) => {
      if (id.length === 0 && !all) throw new Error('Say which: --id <id>, or --all');
      say(
        `${await replayParked(at, { service: name, ids: all ? 'all' : id, reason })} events are tried again`,
      );
    });
  choice('discard', 'give parked events up; what waits behind them goes on').action(
    async ({ url: at, service: name, id, reason }: ParkedFlags) => {
      say(`${await discardParked(at, { service: name, ids: id, reason })} events were given up`);
    },
  );
}
