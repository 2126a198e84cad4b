// Compiles src to dist with swc, file by file, and copies everything that is not TypeScript (templates, SQL, data).
// Types are checked by `typecheck`; a build has only to be fast.
//
// Fail-points are for proofs: only a build that asks for them has them, any other leaves out every line that names one.
import { transform } from '@swc/core';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const options = JSON.parse(await readFile(join(here, 'swc.json'), 'utf8'));

const FAIL_POINT_FILE = /\/fail-point(\.spec)?\.ts$/;
const NAMES_FAIL_POINT = /^.*\bfailPoint\b.*$/gm;
const STANDS_ALONE = /^\s*failPoint\('[\w.]+'\);$|^(import|export) \{ failPoint \} from '[^']+';$/;

/** The source without its fail-points. Lines stay where they are, for the source map. */
export function withoutFailPoints(source, name) {
  return source.replace(NAMES_FAIL_POINT, (line) => {
    if (STANDS_ALONE.test(line)) return '';
    throw new Error(
      `${name}: failPoint has to stand alone on its line, so that a build can leave it out: ${line}`,
    );
  });
}

async function compile(from, to, hasFaults) {
  const text = await readFile(from, 'utf8');
  const source = hasFaults ? text : withoutFailPoints(text, from);
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

/** Builds the project at `root` into `dist`; with `hasFaults` its fail-points are in it. */
export async function buildProject(root, { dist = join(root, 'dist'), hasFaults = false } = {}) {
  const src = join(root, 'src');
  await rm(dist, { recursive: true, force: true });
  const entries = await readdir(src, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile() || entry.name.endsWith('.spec.ts')) continue;
    const from = join(entry.parentPath, entry.name);
    if (!hasFaults && FAIL_POINT_FILE.test(from)) continue;
    const to = join(dist, from.slice(src.length));
    await mkdir(dirname(to), { recursive: true });
    if (entry.name.endsWith('.ts')) await compile(from, to.replace(/\.ts$/, '.js'), hasFaults);
    else await cp(from, to);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildProject(process.cwd());
