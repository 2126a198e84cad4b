import { isUtf8 } from 'node:buffer';
import { JSON_DEPTH_MAX, JSON_VALUES_MAX } from './limits.js';

export type StrictJsonCode =
  | 'empty'
  | 'notUtf8'
  | 'notJson'
  | 'duplicateKey'
  | 'forbiddenKey'
  | 'tooDeep'
  | 'tooManyValues'
  | 'loneSurrogate'
  | 'nulCharacter'
  | 'numberTooLarge';

export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Why a text is not a JSON document we take in, and where. */
export class StrictJsonError extends Error {
  constructor(
    readonly code: StrictJsonCode,
    /** RFC 6901: the value that was being read. */
    readonly pointer: string,
    /** Where in the text, in UTF-16 code units from 0; in bytes for `notUtf8`. */
    readonly offset: number,
    explanation: string,
  ) {
    super(`${explanation} (at "${pointer}", offset ${offset})`);
  }
}

export interface StrictJsonOptions {
  /** How many arrays and objects may stand inside each other. */
  readonly depthMax?: number;
  /** How many members and items there may be, at all depths together. */
  readonly valuesMax?: number;
}

/**
 * Reads a JSON document that came from outside (RFC 8259), in time linear in its length. It refuses what
 * `JSON.parse` lets through and what would mean something else to the next reader: a key given twice, the key
 * `__proto__`, half a surrogate pair, the NUL that Postgres cannot store, a number beyond a double, deep nesting, and more
 * values than anybody should have to judge.
 * Throws `StrictJsonError`.
 */
export function parseStrictJson(input: string | Buffer, options: StrictJsonOptions = {}): JsonValue {
  const text = typeof input === 'string' ? input : decode(input);
  const { depthMax = JSON_DEPTH_MAX, valuesMax = JSON_VALUES_MAX } = options;
  return new Reader(text, depthMax, valuesMax).document();
}

function decode(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (isUtf8(bytes)) return text;
  // What was replaced while decoding differs from what was sent: the first such byte is the bad one.
  const again = Buffer.from(text);
  let offset = 0;
  while (bytes[offset] === again[offset]) offset += 1;
  throw new StrictJsonError('notUtf8', '', offset, 'The document is not UTF-8');
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS = { t: ['true', true], f: ['false', false], n: ['null', null] } as const;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
/** With the flag `u` a pair is one character, so this finds halves only. */
const LONE_SURROGATE = /\p{Surrogate}/u;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_PRINTABLE = 0x20;

/** A recursive descent whose depth is bounded by `depthMax`. */
class Reader {
  private at = 0;
  private values = 0;
  private readonly path: (string | number)[] = [];

  constructor(
    private readonly text: string,
    private readonly depthMax: number,
    private readonly valuesMax: number,
  ) {}

  document(): JsonValue {
    this.skipSpace();
    if (this.at === this.text.length) this.fail('empty', 'There is nothing in the document');
    const value = this.value(0);
    this.skipSpace();
    if (this.at < this.text.length) this.fail('notJson', 'Something follows the end of the document');
    return value;
  }

  private value(depth: number): JsonValue {
    const char = this.text[this.at];
    this.values += 1;
    if (this.values > this.valuesMax) this.fail('tooManyValues', `More than ${this.valuesMax} values`);
    switch (char) {
      case '{':
      case '[':
        if (depth >= this.depthMax) this.fail('tooDeep', `More than ${this.depthMax} levels of nesting`);
        return char === '{' ? this.object(depth + 1) : this.array(depth + 1);
      case '"':
        return this.string();
      case 't':
      case 'f':
      case 'n':
        return this.word(char);
      default:
        return this.number();
    }
  }

  private object(depth: number): JsonValue {
    const members: Record<string, JsonValue> = {};
    this.at += 1;
    if (this.closes('}')) return members;
    for (;;) {
      const keyAt = this.at;
      if (this.text[this.at] !== '"') this.fail('notJson', 'A member starts with its name in quotes');
      const key = this.string();
      this.path.push(key);
      if (key === '__proto__') this.fail('forbiddenKey', 'A member must not be named __proto__', keyAt);
      if (Object.hasOwn(members, key)) this.fail('duplicateKey', 'The member is given twice', keyAt);
      this.skipSpace();
      if (this.text[this.at] !== ':') this.fail('notJson', 'A colon is missing after a name');
      this.at += 1;
      this.skipSpace();
      members[key] = this.value(depth);
      this.path.pop();
      if (this.closes('}')) return members;
      this.comma();
    }
  }

  private array(depth: number): JsonValue {
    const items: JsonValue[] = [];
    this.at += 1;
    if (this.closes(']')) return items;
    for (;;) {
      this.path.push(items.length);
      items.push(this.value(depth));
      this.path.pop();
      if (this.closes(']')) return items;
      this.comma();
    }
  }

  private closes(bracket: string): boolean {
    this.skipSpace();
    if (this.text[this.at] !== bracket) return false;
    this.at += 1;
    return true;
  }

  private comma(): void {
    if (this.text[this.at] !== ',') this.fail('notJson', 'A comma or the end of the list is missing');
    this.at += 1;
    this.skipSpace();
  }

  private string(): string {
    const start = this.at;
    this.at += 1;
    let read = '';
    let from = this.at;
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code === QUOTE) break;
      if (code === BACKSLASH) {
        read += this.text.slice(from, this.at) + this.escape();
        from = this.at;
      } else if (code >= FIRST_PRINTABLE) {
        this.at += 1;
      } else {
        this.fail(
          'notJson',
          this.at < this.text.length ? 'A control character in a string' : 'A string does not end',
        );
      }
    }
    read += this.text.slice(from, this.at);
    this.at += 1;
    if (LONE_SURROGATE.test(read)) this.fail('loneSurrogate', 'Half a surrogate pair in a string', start);
    return read;
  }

  private escape(): string {
    const char = this.text[this.at + 1] ?? '';
    const hex = this.text.slice(this.at + 2, this.at + 6);
    if (char !== 'u') {
      const plain = ESCAPES[char];
      if (plain === undefined) this.fail('notJson', 'An unknown escape in a string');
      this.at += 2;
      return plain;
    }
    if (!/^[0-9a-fA-F]{4}$/.test(hex)) this.fail('notJson', 'Four hexadecimal digits follow \\u');
    if (hex === '0000') this.fail('nulCharacter', 'A string must not contain the character NUL');
    this.at += 6;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }

  private word(first: 't' | 'f' | 'n'): JsonValue {
    const [word, value] = WORDS[first];
    if (!this.text.startsWith(word, this.at)) this.fail('notJson', 'An unknown word');
    this.at += word.length;
    return value;
  }

  private number(): number {
    NUMBER.lastIndex = this.at;
    const literal = NUMBER.exec(this.text)?.[0];
    if (literal === undefined) this.fail('notJson', 'A value is missing');
    const value = Number(literal);
    if (!Number.isFinite(value)) this.fail('numberTooLarge', 'A number is too large');
    this.at += literal.length;
    return value;
  }

  private skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at += 1;
    }
  }

  private fail(code: StrictJsonCode, explanation: string, offset = this.at): never {
    throw new StrictJsonError(code, jsonPointer(this.path), offset, explanation);
  }
}

function jsonPointer(path: readonly (string | number)[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
