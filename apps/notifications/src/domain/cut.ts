/** At most `length` characters of a text, never half of one: half a surrogate pair is nothing a database stores. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : [...text].slice(0, length).join('');
}
