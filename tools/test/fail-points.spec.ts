import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildProject, withoutFailPoints } from '../build.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TRACE = /failPoint|fail-point|\bFAULT\b/;
const PROJECTS = ['libs/messaging', 'apps/intake', 'apps/sla', 'apps/notifications'];

/** The files of a build in which a trace of fail-points is left. */
async function filesWithTrace(dist: string): Promise<string[]> {
  const entries = await readdir(dist, { recursive: true, withFileTypes: true });
  const scripts = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.js'));
  const texts = await Promise.all(
    scripts.map(
      async ({ parentPath, name }) => [name, await readFile(join(parentPath, name), 'utf8')] as const,
    ),
  );
  return texts.filter(([name, text]) => TRACE.test(name) || TRACE.test(text)).map(([name]) => name);
}

describe('fail-points', () => {
  let dist: string;
  beforeAll(async () => {
    dist = await mkdtemp(join(tmpdir(), 'caseloop-build-'));
  });
  afterAll(() => rm(dist, { recursive: true, force: true }));

  test.each(PROJECTS)('are in no product: the build of %s has no trace of them', async (project) => {
    await buildProject(join(ROOT, project), { dist });
    expect(await filesWithTrace(dist)).toEqual([]);
  });

  test.each(PROJECTS)('are in the build for the proofs: %s', async (project) => {
    await buildProject(join(ROOT, project), { dist, hasFaults: true });
    expect(await filesWithTrace(dist)).not.toEqual([]);
  });

  test('stop the build when one shares its line with something that would be lost with it', () => {
    expect(() => withoutFailPoints(`import { failPoint, kindOf } from 'x';`, 'a.ts')).toThrow('stand alone');
    expect(() => withoutFailPoints(`if (x) failPoint('a.b');`, 'a.ts')).toThrow('stand alone');
    expect(withoutFailPoints(`a();\n  failPoint('a.b');\nb();`, 'a.ts')).toBe('a();\n\nb();');
  });
});
