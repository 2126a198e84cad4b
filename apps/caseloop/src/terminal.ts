/** Messages for people go to stderr. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Data goes to stdout, in the form that was asked for. */
export function print(value: unknown, form: string, text: () => string): void {
  process.stdout.write(`${form === 'json' ? JSON.stringify(value) : text()}\n`);
}

/** An option that may be repeated. */
export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}
