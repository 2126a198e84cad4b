import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const START_MS_MAX = 90_000;

/** Caseloop as a person starts it: a process of its own, known by what it prints. */
export interface Installation {
  readonly url: string;
  readonly pid: number;
  /** Ctrl-C; resolves with the exit code. */
  interrupt(): Promise<number | null>;
}

/** Runs `caseloop up` with these options until it says that it is ready. */
export async function startInstallation(
  options: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Installation> {
  const child = spawn(
    process.execPath,
    [join(ROOT, 'apps/caseloop/bin/caseloop.mjs'), 'up', '--port', '0', ...options],
    {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const url = await readyUrl(child);
  return { url, pid: child.pid!, interrupt: () => interrupted(child) };
}

async function readyUrl(child: ChildProcess): Promise<string> {
  let said = '';
  return new Promise<string>((ready, failed) => {
    const timer = setTimeout(() => failed(new Error(`Not ready in time: ${said}`)), START_MS_MAX);
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const url = /ready at (\S+)/.exec(said)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      ready(url);
    };
    child.stdout!.on('data', hear);
    child.stderr!.on('data', hear);
    child.once('exit', (code) => failed(new Error(`Ended with ${code} before it was ready: ${said}`)));
  });
}

function interrupted(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  const gone = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  child.kill('SIGINT');
  return gone;
}

/** Runs a shell script in the repository's root; what it printed, on both streams. */
export async function runScript(script: string, env: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn('bash', ['-c', script], { cwd: ROOT, env: { ...process.env, ...env } });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await new Promise((done) => child.once('close', done));
  return output;
}

/** HTTP as anybody's program speaks it. */
export async function http(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const response = await fetch(url + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are looked into as any client would
  return { status: response.status, headers: response.headers, body: (await response.json()) as any };
}
