import { v5, v7 } from 'uuid';

/** The root of all derived ids. Never changed: ids that were derived before must come out equal. */
const NAMESPACE = '6f1d9c3e-5b1a-5d0e-9a43-2f6b8a7c1e50';

/** A new id that sorts by the time it was made (UUID version 7). */
export function newId(): string {
  return v7();
}

/**
 * The id that follows from what it names (UUID version 5): the same parts give the same id, always and everywhere,
 * so that doing something twice says the same thing twice instead of two things.
 */
export function derivedId(...parts: readonly (string | number)[]): string {
  return v5(JSON.stringify(parts), NAMESPACE);
}
