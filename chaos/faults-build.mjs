// A build of everything with its fail-points, beside the product's own: its packages find each other in a
// node_modules of their own, everything else in the repository's.
import { cp, mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildProject } from '../tools/build.mjs';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** One for each run: a second one must not take the programs away from under the first. */
const BUILD = join(ROOT, '.caseloop', `faults-${process.pid}`);

export async function buildWithFaults() {
  const names = join(BUILD, 'node_modules', '@caseloop');
  await mkdir(names, { recursive: true });
  for (const kind of ['libs', 'apps']) {
    for (const name of await readdir(join(ROOT, kind))) {
      const from = join(ROOT, kind, name);
      const to = join(BUILD, kind, name);
      await buildProject(from, { dist: join(to, 'dist'), hasFaults: true });
      await cp(join(from, 'package.json'), join(to, 'package.json'));
      await symlink(to, join(names, name));
    }
  }
}

export const removeBuild = () => rm(BUILD, { recursive: true, force: true });

export const mainOf = (service) => join(BUILD, 'apps', service, 'dist', 'main.js');

/** A library of ours as the services of this build use it. */
export const libraryOf = (name) => import(join(BUILD, 'libs', name, 'dist', 'index.js'));
