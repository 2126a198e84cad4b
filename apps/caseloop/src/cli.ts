import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { SERVICES, type ServiceName } from '@caseloop/contracts';
import { systemClock } from '@caseloop/service';
import { readCommandConfig } from './config.js';
import { discardParked, listParked, readiness, replayParked } from './operate.js';
import { putPack } from './packs.js';
import { type RequestFlags, newKey, requestBody, sendOverAmqp, sendOverHttp } from './send.js';
import { type UpFlags, up } from './up.js';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

const say = (text: string) => process.stderr.write(`${text}\n`);

/** Data goes to stdout, in the form that was asked for; everything else goes to stderr. */
function print(value: unknown, output: string, text: () => string): void {
  process.stdout.write(`${output === 'json' ? JSON.stringify(value) : text()}\n`);
}

const portOf = (text: string) => {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('A port is 0 to 65535.');
  return port;
};
const collect = (value: string, before: readonly string[]) => [...before, value];
const output = () =>
  new Option('--output <form>', 'form of the data on stdout').choices(['text', 'json']).default('text');
const service = () => new Option('--service <name>', 'one service only').choices([...SERVICES]);

/** Runs the command line; sets the exit code: 0 ok, 1 failed, 2 usage. */
export async function main(argv: readonly string[]): Promise<void> {
  const config = readCommandConfig(process.env);
  const program = new Command('caseloop')
    .description('Closed-loop customer service that keeps its promises.')
    .exitOverride()
    .showHelpAfterError('(caseloop --help lists the commands)');
  const url = () => new Option('--url <url>', 'the installation').default(config.url);

  addUp(program, config);
  addSend(program, url(), config);
  addParked(program, url);
  program
    .command('status')
    .description('whether every service of an installation is ready')
    .addOption(url())
    .addOption(output())
    .action(async (flags: { url: string; output: string }) => {
      const state = await readiness(flags.url);
      print(state, flags.output, () => `${state.status}: ${state.services.join(', ')}`);
    });
  addPolicy(program, url());
  await run(program, argv);
}

async function run(program: Command, argv: readonly string[]): Promise<void> {
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
      return;
    }
    say(`caseloop: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = EXIT_FAILED;
  }
}

function addUp(program: Command, config: ReturnType<typeof readCommandConfig>): void {
  program
    .command('up')
    .description('start everything; Ctrl-C stops it')
    .option('--port <port>', 'the one port that answers', portOf, 4000)
    .option('--data <dir>', 'where the embedded database lives', '.caseloop')
    .option('--packs <dir>', 'directory of policy packs', 'packs')
    .addOption(
      new Option(
        '--infra <kind>',
        'embedded: one process, nothing else needed; local: six processes on RabbitMQ and Postgres',
      )
        .choices(['embedded', 'local'])
        .default('embedded'),
    )
    .addHelpText('after', '\nExamples:\n  caseloop up\n  caseloop up --infra local --port 4100')
    .action((flags: UpFlags) => up(flags, config, say));
}

interface SendFlags extends RequestFlags {
  readonly url: string;
  readonly amqp?: true | string;
  readonly key?: string;
  readonly partner: string;
}

function addSend(program: Command, url: Option, config: ReturnType<typeof readCommandConfig>): void {
  program
    .command('send [file]')
    .description('send a request: a JSON file, - for standard input, or what the flags say')
    .addOption(url)
    .option('--amqp [url]', 'publish to the intake exchange instead, and wait for the receipt')
    .option('--key <key>', 'idempotency key; made when absent')
    .option('--partner <id>', 'who sends', 'dev')
    .option('--name <name>', 'name of the customer')
    .option('--phone <phone>', 'phone of the customer')
    .option('--email <email>', 'e-mail of the customer')
    .option('--verbatim <text>', "the customer's own words")
    .option('--channel <channel>', 'how it came in')
    .option('--type <type>', 'proposed type')
    .option('--urgency <urgency>', 'proposed urgency')
    .option('--pack <pack>', 'policy pack')
    .option('--fact <name=value>', 'a fact the pack knows; may be repeated', collect, [])
    .addHelpText(
      'after',
      '\nExamples:\n  caseloop send --type productFault --phone 13800001234\n  caseloop send request.json --amqp',
    )
    .action(async (file: string | undefined, flags: SendFlags) => {
      const { url: at, amqp, key, partner, ...fields } = flags;
      const options = {
        partner,
        key: key ?? newKey(),
        body: requestBody(file, fields, new Date(systemClock().now())),
      };
      const sent = amqp
        ? await sendOverAmqp(amqp === true ? config.rabbitmqUrl : amqp, config.brokerPrefix, options)
        : await sendOverHttp(at, options);
      process.stdout.write(`${JSON.stringify(sent.answer, null, 2)}\n`);
      if (!sent.accepted) process.exitCode = EXIT_FAILED;
    });
}

interface ParkedFlags {
  readonly url: string;
  readonly output: string;
  readonly service: ServiceName;
  readonly id: readonly string[];
  readonly all?: boolean;
  readonly reason: string;
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

function addPolicy(program: Command, url: Option): void {
  program
    .command('policy')
    .description('policy packs')
    .command('apply <dir>')
    .description('put a pack into force')
    .addOption(url)
    .addOption(
      new Option('--to <cases>', 'which cases it applies to').choices(['new', 'open']).default('new'),
    )
    .action(async (directory: string, flags: { url: string; to: 'new' | 'open' }) => {
      const { name, status, answer } = await putPack(flags.url, directory, flags.to);
      process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
      if (status >= 400) throw new Error(`The pack ${name} was refused (${status})`);
    });
}
