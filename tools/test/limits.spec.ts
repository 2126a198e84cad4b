import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TABLE = join(ROOT, 'docs/limits.md');
const LIMIT = /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?export const ([A-Z][A-Z0-9_]*)[^=]*= ([^;]+);/g;

interface Limit {
  readonly name: string;
  readonly value: string;
  readonly reason: string;
}

/** Every file in which limits are named: `limits.ts` and its kin. */
function limitFiles(): string[] {
  return ['libs', 'apps'].flatMap((kind) =>
    readdirSync(join(ROOT, kind)).flatMap((project) => {
      const src = join(ROOT, kind, project, 'src');
      if (!existsSync(src)) return [];
      const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) =>
        /(^|[-/])limits\.ts$/.test(file),
      );
      return files.map((file) => join(kind, project, 'src', file));
    }),
  );
}

function limitsIn(file: string): Limit[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(LIMIT)].map(([, comment = '', name, value]) => ({
    name: name!,
    value: value!.replace(/\s+/g, ' '),
    reason: comment
      .replace(/^\s*\* ?/gm, '')
      .replace(/\s+/g, ' ')
      .trim(),
  }));
}

/** Of a pair that shares one comment (least and most), the second has none of its own. */
function table(): string {
  const sections = limitFiles()
    .sort()
    .map((file) => {
      const rows = limitsIn(file).map(
        ({ name, value, reason }) =>
          `| \`${name}\` | ${value.replaceAll('|', '\\|')} | ${reason.replaceAll('|', '\\|')} |`,
      );
      return `## ${file}\n\n| limit | value | why |\n|---|---|---|\n${rows.join('\n')}\n`;
    });
  return `# Limits\n\nEverything has a limit with a name. Drawn from the sources by the test that compares it; UPDATE_GOLDEN=1 draws it anew.\n\n${sections.join('\n')}`;
}

test('docs/limits.md says what the sources say', () => {
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(TABLE, table());
  expect(existsSync(TABLE) ? readFileSync(TABLE, 'utf8') : '').toBe(table());
});

test('every limit has a reason, or is the other end of the one before it', () => {
  for (const file of limitFiles()) {
    const limits = limitsIn(file);
    const bare = limits.filter(
      ({ reason }, index) => reason === '' && (limits[index - 1]?.reason ?? '') === '',
    );
    expect({ file, bare }).toEqual({ file, bare: [] });
  }
});
