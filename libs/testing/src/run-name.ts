import { randomBytes } from 'node:crypto';

/** A short name that no other run has; fits into names of databases and exchanges. */
export function runName(): string {
  return randomBytes(4).toString('hex');
}
