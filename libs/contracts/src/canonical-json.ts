/** With the flag `u` a pair is one character, so this finds halves only. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * The one text of a JSON value, whoever wrote it down and however (RFC 8785): members sorted by UTF-16 code units,
 * numbers as ECMAScript writes them, no space. Two documents mean the same when their canonical texts are equal.
 * Members that are `undefined` are left out, as JSON does. Throws `TypeError` for what JSON cannot say.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return canonicalNumber(value);
  if (typeof value === 'string') return canonicalString(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') return canonicalObject(value as Readonly<Record<string, unknown>>);
  throw new TypeError(`A ${typeof value} has no canonical JSON`);
}

function canonicalObject(members: Readonly<Record<string, unknown>>): string {
  // Without a comparison of its own, `sort` compares by UTF-16 code units: the order the standard asks for.
  const names = Object.keys(members)
    .filter((name) => members[name] !== undefined)
    .sort();
  return `{${names.map((name) => `${canonicalString(name)}:${canonicalJson(members[name])}`).join(',')}}`;
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`${value} has no canonical JSON`);
  return JSON.stringify(value);
}

function canonicalString(value: string): string {
  if (LONE_SURROGATE.test(value)) throw new TypeError('Half a surrogate pair has no canonical JSON');
  return JSON.stringify(value);
}
