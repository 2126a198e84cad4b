import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { processEnvironment, systemClock } from '@caseloop/service';
import { readCommandConfig } from './config.js';
import { addDatabase, addPolicy } from './installing-commands.js';
import { addOperating } from './operating-commands.js';
import { addProving } from './proving-commands.js';
import { type RequestFlags, newKey, requestBody, sendOverAmqp, sendOverHttp } from './send.js';
import { collect, say } from './terminal.js';
import { type UpFlags, up } from './up.js';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

const portOf = (text: string) => {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('A port is 0 to 65535.');
  return port;
};

/** Runs the command line; sets the exit code: 0 ok, 1 failed, 2 usage. */
export async function main(argv: readonly string[]): Promise<void> {
  const config = readCommandConfig(processEnvironment());
  const program = new Command('caseloop')
    .description('Closed-loop customer service that keeps its promises.')
    .exitOverride()
    .showHelpAfterError('(caseloop --help lists the commands)');
  const url = () => new Option('--url <url>', 'the installation').default(config.url);

  addUp(program, config);
  addSend(program, url(), config);
  addOperating(program, url);
  addPolicy(program, url());
  addDatabase(program);
  addProving(program);
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
    .option('--demo', 'sample people, a week of history, and a new case every twenty seconds')
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
