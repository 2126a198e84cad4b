import { InvalidInstant, parseInstant } from '@caseloop/service-time';

/** Epoch milliseconds of an RFC 3339 time with offset, or null: what a sender states may be anything. */
export function readInstant(text: string): number | null {
  try {
    return parseInstant(text);
  } catch (error) {
    if (error instanceof InvalidInstant) return null;
    throw error;
  }
}
