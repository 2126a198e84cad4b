// Compiles src to dist with swc, file by file, and copies everything that is not TypeScript (templates, SQL, data).
// Types are checked by `typecheck`; a build has only to be fast.
import { transform } from '@swc/core';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const options = JSON.parse(await readFile(join(here, 'swc.json'), 'utf8'));

async function compile(from, to) {
  const source = await readFile(from, 'utf8');
  const { code, map } = await transform(source, {
    ...options,
    filename: from,
    sourceMaps: true,
    swcrc: false,
  });
  const name = to.split('/').at(-1);
  await writeFile(to, `${code}\n//# sourceMappingURL=${name}.map\n`);
  await writeFile(`${to}.map`, map);
}

export async function buildProject(root) {
  const src = join(root, 'src');
  const dist = join(root, 'dist');
  await rm(dist, { recursive: true, force: true });
  const entries = await readdir(src, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile() || entry.name.endsWith('.spec.ts')) continue;
    const from = join(entry.parentPath, entry.name);
    const to = join(dist, from.slice(src.length));
    await mkdir(dirname(to), { recursive: true });
    if (entry.name.endsWith('.ts')) await compile(from, to.replace(/\.ts$/, '.js'));
    else await cp(from, to);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildProject(process.cwd());
