// The daily commands: start, test, check, build. Each installs and builds what it needs first, so that every one of
// them works on a fresh clone.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, root, run } from './prepare.mjs';

const bin = (name) => join(root, 'node_modules', '.bin', name);
const nx = (...targets) => run(bin('nx'), ['run-many', '-t', ...targets, '--output-style=static']);

function jest(args) {
  const flags = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=JEST-01',
  ];
  const { status } = spawnSync(
    process.execPath,
    [...flags, join(root, 'node_modules/jest/bin/jest.js'), ...args],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  return status ?? 1;
}

/** Hands the terminal over: signals reach the started program, and its exit is ours. */
function start(args) {
  const child = spawn(process.execPath, [join(root, 'apps/caseloop/bin/caseloop.mjs'), 'up', ...args], {
    stdio: 'inherit',
  });
  // The terminal sends Ctrl-C to both; who was started decides when it is over.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

const commands = {
  start,
  test(args) {
    ensureBuilt();
    process.exit(jest(args));
  },
  check() {
    const format = run(bin('prettier'), ['--check', '.', '--log-level', 'warn']);
    // The project graph comes first: without one the layer rule of ESLint stays silent.
    run(bin('nx'), ['graph', '--file=.nx/graph.json']);
    const lint = run(bin('eslint'), ['.']);
    const types =
      nx('typecheck') || ['e2e', 'tools'].map((folder) => run(bin('tsc'), ['-p', folder])).some(Boolean);
    const tests = jest(['--selectProjects', 'small']);
    process.exit(format || lint || types || tests ? 1 : 0);
  },
  build() {
    process.exit(nx('build'));
  },
};

const [name, ...args] = process.argv.slice(2);
ensureInstalled();
commands[name](args);
