/** The environment a service is started with, as far as a reader needs it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Every violation of the configuration in one message, so that nobody mends them one restart at a time. */
export class ConfigError extends Error {
  constructor(readonly violations: readonly string[]) {
    super(`The configuration is not usable:\n${violations.map((line) => `  - ${line}`).join('\n')}`);
  }
}

interface Options<T> {
  /** Taken when the variable is absent or empty; without it the variable must be given. */
  readonly fallback?: T;
  /** The value must never be shown, not even in an error. */
  readonly secret?: boolean;
}

/** Reads variables, collects what is wrong with them, and tells it all at once. */
export interface EnvReader {
  text(name: string, accepted: string, options?: Options<string> & { readonly pattern?: RegExp }): string;
  integer(
    name: string,
    range: { readonly min: number; readonly max: number },
    options?: Options<number>,
  ): number;
  oneOf<const T extends readonly string[]>(name: string, words: T, options?: Options<T[number]>): T[number];
  url(name: string, protocols: readonly string[], options?: Options<string>): string;
  flag(name: string, fallback: boolean): boolean;
  /** Throws `ConfigError` when anything read before was wrong. Called once, after the last variable. */
  done(): void;
}

/** A reader over `env`. Values that are wrong come back as a placeholder until `done` throws. */
export function readEnv(env: Environment): EnvReader {
  const violations: string[] = [];

  function read<T>(name: string, accepted: string, options: Options<T>, parse: (raw: string) => T | null): T {
    const raw = env[name]?.trim();
    if (raw === undefined || raw === '') {
      if (options.fallback !== undefined) return options.fallback;
      violations.push(`${name} is missing; expected ${accepted}`);
      return undefined as T;
    }
    const value = parse(raw);
    if (value === null) {
      const shown =
        options.secret === true ? 'has a value that is not accepted' : `is ${JSON.stringify(raw)}`;
      violations.push(`${name} ${shown}; expected ${accepted}`);
    }
    return value as T;
  }

  return {
    text: (name, accepted, options = {}) =>
      read(name, accepted, options, (raw) => (options.pattern?.test(raw) === false ? null : raw)),
    integer: (name, { min, max }, options = {}) =>
      read(name, `a whole number from ${min} to ${max}`, options, (raw) => {
        const value = Number(raw);
        return /^-?\d+$/.test(raw) && value >= min && value <= max ? value : null;
      }),
    oneOf: (name, words, options = {}) =>
      read(name, `one of ${words.join(', ')}`, options, (raw) => (words.includes(raw) ? raw : null)),
    url: (name, protocols, options = {}) =>
      // A URL carries a password more often than not: it is never shown.
      read(name, `a URL that starts with ${protocols.join(' or ')}`, { ...options, secret: true }, (raw) =>
        URL.canParse(raw) && protocols.includes(new URL(raw).protocol) ? raw : null,
      ),
    flag: (name, fallback) =>
      read(name, 'true or false', { fallback }, (raw) =>
        raw === 'true' ? true : raw === 'false' ? false : null,
      ),
    done: () => {
      if (violations.length > 0) throw new ConfigError(violations);
    },
  };
}
