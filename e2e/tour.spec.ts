import { readFileSync } from 'node:fs';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { monotonicMs } from '@caseloop/service';
import { type Installation, http, runScript, startInstallation } from './installation.js';

/** The tour of the README as it stands, at another address. */
function tour(url: string): string {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const script = /```bash\n(U=[\s\S]*?)```/.exec(readme)![1]!;
  expect(script).toContain('U=http://localhost:4000\n');
  return script.replace('U=http://localhost:4000\n', `U=${url}\n`);
}

describe('everything in one process', () => {
  let data: string;
  let installation: Installation;

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'caseloop-'));
    await chmod(data, 0o755);
    installation = await startInstallation(['--data', data]);
  }, 120_000);
  afterAll(async () => {
    await installation.interrupt();
    await rm(data, { recursive: true, force: true });
  });

  test('the tour of the README ends with an archived case and shows a broken promise escalate on the way', async () => {
    const output = await runScript(tour(installation.url), { CASELOOP_URL: installation.url });
    expect(output).toContain('productFault, urgent, assigned, held by wu');
    expect(output).toMatch(/supervisorNotice: breached/);
    expect(output).toMatch(/case\.escalated\.v1 to afterSalesSupervisor/);
    expect(output).toMatch(/SH-\d{4}-000001 is archived, outcome satisfied/);
    expect(output).toMatch(/acceptanceNotice: /);
    expect(output).toContain('"numerator":1');
    expect(output).not.toMatch(/undefined|NaN|SyntaxError/);
  }, 120_000);

  test('Ctrl-C leaves no process, and the second start is quick and finds everything', async () => {
    const before = (await http(installation.url, 'GET', '/v1/cases')).body.items;
    expect(before).toHaveLength(1);
    expect(await installation.interrupt()).toBe(0);
    expect(existsSync(join(data, 'postgres', 'postmaster.pid'))).toBe(false);

    const startedAt = monotonicMs();
    installation = await startInstallation(['--data', data]);
    expect(monotonicMs() - startedAt).toBeLessThan(10_000);
    expect((await http(installation.url, 'GET', '/v1/cases')).body.items).toEqual(before);
  }, 120_000);

  test('a second one on the same port says which port is taken and what to do', async () => {
    const other = await mkdtemp(join(tmpdir(), 'caseloop-'));
    await chmod(other, 0o755);
    const port = new URL(installation.url).port;
    await expect(startInstallation(['--data', other, '--port', port])).rejects.toThrow(
      `Port ${port} is taken`,
    );
    await rm(other, { recursive: true, force: true });
  }, 60_000);
});
