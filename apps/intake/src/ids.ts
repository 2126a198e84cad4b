const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a word from outside can be one of our ids: asked before the database is, which refuses other words. */
export function isId(word: string): boolean {
  return UUID.test(word);
}
