import { createHash } from 'node:crypto';

/** Files beside the standard that do not change what it says: its tests, and notes for people. */
export function isContent(path: string): boolean {
  return !path.startsWith('tests/') && path !== 'README.md';
}

/** How many hex digits of the hash name a version: enough that two contents never meet, short enough to read aloud. */
const VERSION_DIGITS = 16;

/**
 * The version of a pack: a hash of its content, whatever the order of the files and the line ends of the machine
 * they were written on.
 */
export function packVersion(files: Readonly<Record<string, string>>): string {
  const hash = createHash('sha256');
  for (const path of Object.keys(files).filter(isContent).sort()) {
    const text = String(files[path]).replaceAll('\r\n', '\n');
    hash.update(`${JSON.stringify([path, Buffer.byteLength(text)])}\n${text}`);
  }
  return hash.digest('hex').slice(0, VERSION_DIGITS);
}
