import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { print, say } from './terminal.js';
import { readVector, verdict } from './vectors.js';

const EXIT_FAILED = 1;

/** A vector that failed, or a line that is none: `at` is file:line. */
interface Failure {
  readonly id: string;
  readonly at: string;
  readonly reason: string;
}

interface Proof {
  readonly passed: number;
  readonly failures: readonly Failure[];
}

/** `vectors`: the arithmetic of due times against somebody else's answers. */
export function addProving(program: Command): void {
  program
    .command('vectors <file...>')
    .description('check the arithmetic of due times against vectors (JSON lines)')
    .addOption(
      new Option('--output <form>', 'form of the data on stdout').choices(['text', 'json']).default('text'),
    )
    .addHelpText('after', '\nExample:\n  caseloop vectors libs/service-time/vectors/*.jsonl')
    .action((files: readonly string[], { output }: { output: string }, command: Command) => {
      const proofs = files.map((file) => prove(file, contentOf(file, command)));
      const failures = proofs.flatMap((proof) => proof.failures);
      const passed = proofs.reduce((sum, proof) => sum + proof.passed, 0);
      print({ passed, failed: failures.length, failures }, output, () =>
        [
          ...failures.map(({ id, at, reason }) => `${id}\t${at}\t${reason}`),
          `${passed} passed, ${failures.length} failed`,
        ].join('\n'),
      );
      if (passed + failures.length === 0) say('There is no vector in it: nothing is proved');
      if (failures.length > 0 || passed === 0) process.exitCode = EXIT_FAILED;
    });
}

/** Checks a file, line by line; a blank line is none, a line that is not a vector has failed. */
function prove(file: string, content: string): Proof {
  let passed = 0;
  const failures: Failure[] = [];
  content.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const at = `${file}:${index + 1}`;
    const failure = failureOf(line, at);
    if (failure) failures.push(failure);
    else passed++;
  });
  return { passed, failures };
}

function failureOf(line: string, at: string): Failure | null {
  try {
    const vector = readVector(line);
    const reason = verdict(vector);
    return reason === null ? null : { id: vector.id, at, reason };
  } catch (error) {
    return { id: '?', at, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** A file that cannot be read is a mistake of who typed its name. */
function contentOf(file: string, command: Command): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    return command.error(`caseloop: ${error instanceof Error ? error.message : String(error)}`, {
      exitCode: 2,
      code: 'caseloop.unreadable',
    });
  }
}
