import { CURSOR_LENGTH_MAX, PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX } from './limits.js';
import { refused } from './problem.js';

/** A part of a list; `next` is the `after` of the next part, null at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Where a list is to begin and how much of it: `after` as `cursorOf` made it, null for the beginning. */
export interface PageQuery {
  readonly after: string | null;
  readonly limit: number;
}

/**
 * A page out of what a query for `limit + 1` rows returned: the row too many says that there is more.
 * `cursorOf` gives what the query needs to go on after an item; clients get it opaque.
 */
export function page<T>(rows: readonly T[], limit: number, cursorOf: (item: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items, next: more ? Buffer.from(cursorOf(last)).toString('base64url') : null };
}

/** `after` and `limit` of a query string; a problem (422) when they are not usable. */
export function pageQuery(query: Readonly<Record<string, unknown>>): PageQuery {
  const { after, limit } = query;
  return { after: readCursor(after), limit: readLimit(limit) };
}

function readLimit(value: unknown): number {
  if (value === undefined) return PAGE_LIMIT_DEFAULT;
  const limit = typeof value === 'string' && /^\d{1,4}$/.test(value) ? Number(value) : 0;
  if (limit < 1 || limit > PAGE_LIMIT_MAX) {
    throw refused('/limit', 'limit', `limit is a whole number from 1 to ${PAGE_LIMIT_MAX}`);
  }
  return limit;
}

function readCursor(value: unknown): string | null {
  if (value === undefined || value === '') return null;
  if (typeof value === 'string' && value.length <= CURSOR_LENGTH_MAX && /^[A-Za-z0-9_-]+$/.test(value)) {
    const cursor = Buffer.from(value, 'base64url').toString('utf8');
    // NUL and broken characters cannot come from `page` and are refused by the database.
    if (!/[\0\uFFFD]/.test(cursor)) return cursor;
  }
  throw refused('/after', 'cursor', 'after is the "next" of the page before');
}
