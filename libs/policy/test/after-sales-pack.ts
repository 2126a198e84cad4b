import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Pack, caseInput, classify, readPack } from '../src/index.js';

const root = new URL('../../../packs/after-sales', import.meta.url).pathname;

/** The shipped standard as its files: path to text. */
export const afterSalesFiles: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [relative(root, path), readFileSync(path, 'utf8')]),
);
export const afterSalesRead = readPack(afterSalesFiles);
export const afterSales: Pack = afterSalesRead.pack!;

export const aRequest = {
  source: 'customer',
  channel: 'phone',
  occurredAt: '2026-11-23T08:58:00+08:00',
  verbatim: 'line stopped',
  customer: { name: 'A', phone: '13800001234' },
};
export type Given = Partial<Parameters<typeof caseInput>[0]>;

/** The input of a case registered from the request with what is given. */
export function registered(given: Given): Record<string, unknown> {
  const input = caseInput({ ...aRequest, ...given });
  const { type, urgency } = classify(afterSales, input);
  return { ...input, type, urgency };
}
