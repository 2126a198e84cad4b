import { createHash, randomBytes } from 'node:crypto';
import { SURVEY_TOKEN_BYTES } from './limits.js';

/** A token nobody can guess; whoever has it may answer once. */
export function newToken(): string {
  return randomBytes(SURVEY_TOKEN_BYTES).toString('base64url');
}

/** What is stored of a token: who reads the table cannot answer for the customer. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
