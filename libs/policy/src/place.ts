import {
  type Document,
  LineCounter,
  type Node,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
} from 'yaml';
import { type Finding, type FindingCode, say } from './finding.js';
import { FINDINGS_MAX } from './limits.js';
import type { Labels, Scalar } from './model.js';

/** One YAML file while it is read: what was found wrong in it collects in `findings`. */
class Sheet {
  readonly lines = new LineCounter();
  readonly document: Document.Parsed | null;

  constructor(
    readonly file: string,
    text: string,
    private readonly findings: Finding[],
  ) {
    this.document = this.parse(text);
  }

  add(code: FindingCode, offset: number, message: Labels, severity: Finding['severity'] = 'error'): void {
    if (this.findings.length >= FINDINGS_MAX) return;
    const { line, col } = this.lines.linePos(offset);
    this.findings.push({
      severity,
      code,
      file: this.file,
      line: Math.max(1, line),
      column: Math.max(1, col),
      message,
    });
  }

  private parse(text: string): Document.Parsed | null {
    try {
      const document = parseDocument(text, { lineCounter: this.lines, prettyErrors: false });
      for (const error of document.errors) {
        this.add('invalidYaml', error.pos[0], say(`不是有效的 YAML:${error.message}`, error.message));
      }
      return document.errors.length > 0 ? null : document;
    } catch {
      // The parser gives up on absurd nesting by running out of stack.
      this.add('invalidYaml', 0, say('无法解析：嵌套过深', 'cannot be parsed: nested too deeply'));
      return null;
    }
  }
}

/**
 * A value in a YAML file together with where it stands. The readers ask it for what they expect; what is not as
 * expected is reported there and replaced by something harmless, so that one reading finds everything.
 */
export class Place {
  private constructor(
    private readonly sheet: Sheet,
    private readonly node: Node | null,
    private readonly offset: number,
    /** How the value is called in messages: its key. */
    private readonly name: string,
  ) {}

  /** The root of a file, or null when it is not YAML. */
  static root(file: string, text: string, findings: Finding[]): Place | null {
    const sheet = new Sheet(file, text, findings);
    return sheet.document && new Place(sheet, sheet.document.contents, 0, file);
  }

  /** Written, and not as `null`. */
  get exists(): boolean {
    return this.node !== null && !(isScalar(this.node) && this.node.value === null);
  }

  /** Nothing written, in the same place: what stands for a file that is not there. */
  nothing(): Place {
    return new Place(this.sheet, null, this.offset, this.name);
  }

  report(code: FindingCode, zh: string, en: string, severity?: Finding['severity']): void {
    this.sheet.add(code, this.offset, say(zh, en), severity);
  }

  /** The values of a mapping with exactly these keys; others are reported by name. */
  fields<const K extends string>(accepted: readonly K[]): (key: K) => Place {
    const places = new Map<string, Place>();
    for (const [key, value, at] of this.entries()) {
      if ((accepted as readonly string[]).includes(key)) places.set(key, value);
      else {
        const list = accepted.join(', ');
        at.report('unknownKey', `未知的键“${key}”；可用：${list}`, `unknown key "${key}"; accepted: ${list}`);
      }
    }
    return (key) => places.get(key) ?? new Place(this.sheet, null, this.offset, key);
  }

  /** The pairs of a mapping with keys the pack chooses: key, value, and where the key stands. */
  entries(): [key: string, value: Place, at: Place][] {
    if (!this.expect(isMap(this.node), '映射', 'a mapping')) return [];
    const map = this.node as Extract<Node, { items: { key: unknown; value: unknown }[] }>;
    return map.items.map((pair) => {
      const key = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
      const at = new Place(this.sheet, asNode(pair.key), startOf(asNode(pair.key), this.offset), key);
      return [key, this.child(pair.value, key, at.offset), at];
    });
  }

  /** The elements of a list; nothing written is an empty list. */
  items(): Place[] {
    if (!this.exists || !this.expect(isSeq(this.node), '列表', 'a list')) return [];
    const list = this.node as Extract<Node, { items: unknown[] }>;
    return list.items.map((item, index) => this.child(item, `${this.name}[${index}]`, this.offset));
  }

  text(): string {
    const value = this.value;
    return this.expect(typeof value === 'string' && value !== '', '文字', 'a text') ? (value as string) : '';
  }

  number(): number {
    const value = this.value;
    return this.expect(typeof value === 'number' && Number.isFinite(value), '数字', 'a number')
      ? (value as number)
      : 1;
  }

  flag(): boolean {
    const value = this.value;
    return this.expect(typeof value === 'boolean', 'true 或 false', 'true or false') ? value === true : false;
  }

  scalar(): Scalar {
    const value = this.value;
    const fits = typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
    return this.expect(fits, '文字、数字或 true/false', 'a text, a number or true/false')
      ? (value as Scalar)
      : '';
  }

  texts(): string[] {
    return this.items().map((item) => item.text());
  }

  oneOf<const W extends string>(words: readonly W[]): W {
    const value = this.text();
    if ((words as readonly string[]).includes(value)) return value as W;
    if (value !== '') {
      const list = words.join(', ');
      this.report('invalidValue', `“${value}”不可用；可用：${list}`, `"${value}" is not one of: ${list}`);
    }
    return words[0]!;
  }

  /** A word declared elsewhere in the pack. */
  reference(kind: string, words: readonly string[]): string {
    const value = this.text();
    if (value !== '' && !words.includes(value)) {
      const list = words.join(', ') || '-';
      this.report(
        'unknownReference',
        `服务标准中没有 ${kind}“${value}”；已声明：${list}`,
        `the pack has no ${kind} "${value}"; declared: ${list}`,
      );
    }
    return value;
  }

  labels(): Labels {
    const at = this.fields(['zh-CN', 'en']);
    return { 'zh-CN': at('zh-CN').text(), en: at('en').text() };
  }

  isText(): boolean {
    return typeof this.value === 'string';
  }

  isMap(): boolean {
    return isMap(this.node);
  }

  private get value(): unknown {
    return isScalar(this.node) ? this.node.value : this.node;
  }

  private expect(fits: boolean, zh: string, en: string): boolean {
    if (fits) return true;
    if (this.exists) {
      this.report('wrongType', `“${this.name}”应为${zh}`, `"${this.name}" must be ${en}`);
    } else {
      this.report('missingKey', `缺少“${this.name}”（${zh}）`, `"${this.name}" is missing: ${en}`);
    }
    return false;
  }

  private child(value: unknown, name: string, offset: number): Place {
    const node = asNode(value);
    const at = startOf(node, offset);
    const resolved = isAlias(node) ? (node.resolve(this.sheet.document!) ?? null) : node;
    return new Place(this.sheet, resolved, at, name);
  }
}

function asNode(value: unknown): Node | null {
  return isNode(value) ? value : null;
}

function startOf(node: Node | null, otherwise: number): number {
  return node?.range?.[0] ?? otherwise;
}
