import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { PACK_BYTES_MAX } from '@caseloop/policy';

/** The directories below `root` that are packs: those with a `pack.yaml`. Names in alphabetical order. */
export async function packsIn(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  const candidates = entries.filter((entry) => entry.isDirectory()).map((entry) => join(root, entry.name));
  const found = await Promise.all(
    candidates.map(async (path) => ((await isFile(join(path, 'pack.yaml'))) ? path : null)),
  );
  return found.filter((path) => path !== null).sort();
}

/** The content of a pack: path inside the pack to text. Its tests stay at home. */
export async function readPackFiles(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  const files: Record<string, string> = {};
  let bytes = 0;
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(directory, path).replaceAll('\\', '/');
    if (name.startsWith('tests/') || name.startsWith('.')) continue;
    files[name] = await readFile(path, 'utf8');
    bytes += Buffer.byteLength(files[name]);
    if (bytes > PACK_BYTES_MAX)
      throw new Error(`The pack in ${directory} has more than ${PACK_BYTES_MAX} bytes`);
  }
  return files;
}

/** What the registry answered to a pack that was put there. */
export interface PutPack {
  readonly name: string;
  readonly status: number;
  readonly answer: unknown;
}

/** Puts a pack into the registry of the installation at `baseUrl`; the same content again changes nothing. */
export async function putPack(baseUrl: string, directory: string, to: 'new' | 'open'): Promise<PutPack> {
  const name = directory.split(/[\\/]/).filter(Boolean).at(-1)!;
  const response = await fetch(`${baseUrl}/v1/policies/${encodeURIComponent(name)}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ files: await readPackFiles(directory), to }),
  });
  return { name, status: response.status, answer: await response.json() };
}

/** Puts every pack below `root` into the registry; an error with what was found when one is refused. */
export async function publishPacks(baseUrl: string, root: string): Promise<string[]> {
  const published: string[] = [];
  for (const directory of await packsIn(root)) {
    const { name, status, answer } = await putPack(baseUrl, directory, 'new');
    if (status >= 400) throw new Error(`The pack ${name} was refused: ${JSON.stringify(answer)}`);
    published.push(name);
  }
  return published;
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
