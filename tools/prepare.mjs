// What has to be there before anything of ours can run: the packages, and an up-to-date build. Both are made when
// they are missing or older than what they are made from, and cost nothing otherwise.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const timeOf = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

/** Runs a command in the repository's root; its output goes to stderr, so that stdout stays for data. */
export function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['inherit', 2, 2],
    env: { ...process.env, NX_DAEMON: 'false', ...env },
  });
  if (error) throw error;
  return status ?? 1;
}

function mustRun(what, command, args) {
  process.stderr.write(`caseloop: ${what} ...\n`);
  const status = run(command, args);
  if (status !== 0) {
    process.stderr.write(`caseloop: ${what} failed (exit ${status}); the lines above say why\n`);
    process.exit(status);
  }
}

export function ensureInstalled() {
  const lock = join(root, 'package-lock.json');
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (timeOf(installed) >= timeOf(lock)) return;
  mustRun('installing packages', 'npm', ['ci', '--no-audit', '--no-fund']);
  // npm may leave the older time stamp of its cache; what counts is that this lock is installed.
  utimesSync(installed, new Date(), new Date());
}

function newestIn(folder) {
  if (!existsSync(folder)) return 0;
  const times = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => timeOf(join(entry.parentPath, entry.name)));
  return Math.max(0, ...times);
}

export function ensureBuilt() {
  const projects = ['apps', 'libs'].flatMap((kind) =>
    readdirSync(join(root, kind)).map((name) => join(root, kind, name)),
  );
  const isStale = (project) => timeOf(join(project, 'dist', '.built')) < newestIn(join(project, 'src'));
  const stale = projects.filter(isStale);
  if (stale.length === 0) return;
  mustRun('building', join(root, 'node_modules', '.bin', 'nx'), [
    'run-many',
    '-t',
    'build',
    '--output-style=static',
  ]);
  for (const project of stale) writeFileSync(join(project, 'dist', '.built'), '');
}
