import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A body the shipped pack accepts; a test says what is special about its own. */
export function aRequest(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    source: 'customer',
    channel: 'phone',
    occurredAt: '2026-11-23T08:58:00+08:00',
    customer: { name: '张伟', phone: '138 0000 1234' },
    type: 'productFault',
    verbatim: '生产线停机了',
    ...overrides,
  };
}

/** The files of a shipped pack, as the registry gets them. */
export function packFiles(name = 'after-sales'): Record<string, string> {
  const root = fileURLToPath(new URL(`../../../packs/${name}/`, import.meta.url));
  const paths = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.replace(/\/+/g, '/'));
  const names = paths.map((path) => path.slice(root.length)).filter((path) => !path.startsWith('tests/'));
  return Object.fromEntries(names.map((path) => [path, readFileSync(root + path, 'utf8')]));
}
