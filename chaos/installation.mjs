// What an installation needs before it can work: a pack whose promises run out within a minute, and people.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './faults-build.mjs';

/** Hours of the pack become seconds of a run: every clock that fires at all does so while things are breaking. */
const SECONDS = { PT1H: 10, PT2H: 20, PT4H: 15, PT24H: 30, PT72H: 60 };
const TEAMS = ['techSupport', 'development', 'customerService', 'operations', 'triage'];
const AGENTS_PER_TEAM = 4;
const AGENT_CAPACITY = 1_000;

async function packFiles(haste) {
  const root = join(ROOT, 'packs', 'after-sales');
  const files = {};
  for (const entry of await readdir(root, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(root.length + 1);
    if (!name.startsWith('tests/')) files[name] = await readFile(path, 'utf8');
  }
  files['clocks.yaml'] = files['clocks.yaml'].replace(/PT\d+H\b/g, (long) => `PT${SECONDS[long] / haste}S`);
  return files;
}

async function put(url, body) {
  const response = await fetch(url, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'caseloop-actor': 'chaos' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`PUT ${url}: ${response.status} ${await response.text()}`);
}

/** `haste` makes the clocks run out as many times sooner. */
export async function prepare(fleet, haste = 1) {
  await put(`${fleet.of('intake')[0].url}/v1/policies/after-sales`, {
    files: await packFiles(haste),
    to: 'new',
  });
  for (const team of TEAMS) {
    for (let n = 1; n <= AGENTS_PER_TEAM; n += 1) {
      const body = { team, capacity: AGENT_CAPACITY };
      await put(`${fleet.of('routing')[0].url}/v1/agents/${team}-${n}`, body);
    }
  }
  const supervisor = { team: 'customerService', role: 'afterSalesSupervisor', capacity: AGENT_CAPACITY };
  await put(`${fleet.of('routing')[0].url}/v1/agents/lin`, supervisor);
}
