import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LAYERS = '@nx/enforce-module-boundaries';

interface Planted {
  readonly what: string;
  readonly filePath: string;
  readonly code: string;
  readonly rule: string;
}

const importing = (name: string) => `import { x } from '${name}';\nexport const y = x;\n`;

const VIOLATIONS: readonly Planted[] = [
  {
    what: 'a service that imports another service',
    filePath: 'apps/sla/src/planted.ts',
    code: importing('@caseloop/casework'),
    rule: LAYERS,
  },
  {
    what: 'a service that reaches into another by path',
    filePath: 'apps/sla/src/planted.ts',
    code: importing('../../casework/src/tables.js'),
    rule: LAYERS,
  },
  {
    what: 'product code that imports what is for tests',
    filePath: 'apps/sla/src/planted.ts',
    code: importing('@caseloop/testing'),
    rule: LAYERS,
  },
  {
    what: 'messaging that knows policies',
    filePath: 'libs/messaging/src/planted.ts',
    code: importing('@caseloop/policy'),
    rule: LAYERS,
  },
  {
    what: 'service that knows messaging',
    filePath: 'libs/service/src/planted.ts',
    code: importing('@caseloop/messaging'),
    rule: LAYERS,
  },
  {
    what: 'contracts that import anything of ours',
    filePath: 'libs/contracts/src/planted.ts',
    code: importing('@caseloop/service-time'),
    rule: LAYERS,
  },
  {
    what: 'service-time that imports a package',
    filePath: 'libs/service-time/src/planted.ts',
    code: importing('uuid'),
    rule: LAYERS,
  },
  {
    what: 'a domain that imports a framework',
    filePath: 'apps/sla/src/domain/planted.ts',
    code: importing('@nestjs/common'),
    rule: 'no-restricted-imports',
  },
  {
    what: 'a domain that imports the database',
    filePath: 'apps/sla/src/domain/planted.ts',
    code: importing('pg'),
    rule: 'no-restricted-imports',
  },
  {
    what: 'a domain that reads the clock',
    filePath: 'apps/sla/src/domain/planted.ts',
    code: 'export const now = Date.now();\n',
    rule: 'no-restricted-syntax',
  },
  {
    what: 'policy that rolls dice',
    filePath: 'libs/policy/src/planted.ts',
    code: 'export const dice = Math.random();\n',
    rule: 'no-restricted-syntax',
  },
  {
    what: 'service-time that waits',
    filePath: 'libs/service-time/src/planted.ts',
    code: 'setTimeout(() => undefined, 1);\n',
    rule: 'no-restricted-syntax',
  },
  {
    what: 'a handler that reads the wall clock',
    filePath: 'apps/sla/src/planted.ts',
    code: 'export const now = new Date();\n',
    rule: 'no-restricted-syntax',
  },
  {
    what: 'a test that reads the wall clock',
    filePath: 'apps/sla/test/planted.spec.ts',
    code: 'export const now = Date.now();\n',
    rule: 'no-restricted-syntax',
  },
  {
    what: 'a service that reads the environment anywhere',
    filePath: 'apps/sla/src/planted.ts',
    code: 'export const home = process.env.HOME;\n',
    rule: 'no-restricted-syntax',
  },
  {
    what: 'a default export',
    filePath: 'apps/sla/src/planted.ts',
    code: 'export default 1;\n',
    rule: 'no-restricted-exports',
  },
  {
    what: 'a test that replaces our own code',
    filePath: 'apps/sla/test/planted.spec.ts',
    code: "jest.mock('../src/service.js');\n",
    rule: 'no-restricted-syntax',
  },
  {
    what: 'a file of 251 lines',
    filePath: 'apps/sla/src/planted.ts',
    code: '// a line\n'.repeat(251),
    rule: 'max-lines',
  },
  {
    what: 'a function of 51 lines',
    filePath: 'apps/sla/src/planted.ts',
    code: `export function long() {\n${'  // a line\n'.repeat(49)}}\n`,
    rule: 'max-lines-per-function',
  },
];

const CLEAN: readonly Planted[] = [
  {
    what: 'a service that imports contracts',
    filePath: 'apps/sla/src/planted.ts',
    code: importing('@caseloop/contracts'),
    rule: '',
  },
  {
    what: 'a domain that imports policy',
    filePath: 'apps/sla/src/domain/planted.ts',
    code: importing('@caseloop/policy'),
    rule: '',
  },
  {
    what: 'a test that imports what is for tests',
    filePath: 'apps/sla/test/planted.spec.ts',
    code: importing('@caseloop/testing'),
    rule: '',
  },
  {
    what: 'a test of service-time that imports a package',
    filePath: 'libs/service-time/src/planted.spec.ts',
    code: importing('fast-check'),
    rule: '',
  },
  {
    what: 'a file of 250 lines',
    filePath: 'apps/sla/src/planted.ts',
    code: '// a line\n'.repeat(250),
    rule: '',
  },
];

describe('the lint', () => {
  let found: readonly string[][];

  beforeAll(() => {
    // The layer rule stays silent without the project graph, so that is made first.
    const graph = spawnSync('node_modules/.bin/nx', ['graph', '--file=.nx/graph.json'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(graph.stderr + graph.stdout).toContain('graph.json');
    const { stdout, stderr } = spawnSync(process.execPath, ['tools/test/lint-texts.mjs'], {
      cwd: ROOT,
      encoding: 'utf8',
      input: JSON.stringify([...VIOLATIONS, ...CLEAN]),
    });
    if (stdout === '') throw new Error(stderr);
    found = JSON.parse(stdout) as string[][];
  }, 120_000);

  test.each(VIOLATIONS.map((planted, index) => [planted.what, index] as const))('refuses %s', (_, index) => {
    expect(found[index]).toContainEqual(expect.stringContaining(VIOLATIONS[index]!.rule));
  });

  test.each(CLEAN.map((planted, index) => [planted.what, index] as const))('accepts %s', (_, index) => {
    expect(found[VIOLATIONS.length + index]).toEqual([]);
  });
});
