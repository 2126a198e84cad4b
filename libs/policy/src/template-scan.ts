import type { TemplateName } from '@caseloop/contracts';
import { type FindingCode, say } from './finding.js';
import type { Labels } from './model.js';
import { templateVariables } from './template-variables.js';

export type Report = (code: FindingCode, offset: number, message: Labels) => void;

/** What a text may do beside writing a value: decide and repeat. Everything else belongs into the standard. */
const BLOCKS: Readonly<Record<string, string>> = { if: 'endif', unless: 'endunless', for: 'endfor' };
const INNER = ['elsif', 'else'];
const TAGS = [...Object.keys(BLOCKS), ...INNER, ...Object.values(BLOCKS)];
const FILTERS = [
  'append',
  'default',
  'downcase',
  'first',
  'join',
  'last',
  'prepend',
  'replace',
  'size',
  'strip',
  'truncate',
  'upcase',
];
const KEYWORDS = [
  'and',
  'or',
  'not',
  'contains',
  'in',
  'true',
  'false',
  'blank',
  'empty',
  'nil',
  'forloop.last',
];

const MARK = /\{\{-?([\s\S]*?)-?\}\}|\{%-?\s*(\w*)([\s\S]*?)-?%\}|\{\{|\{%/g;
const LITERALS = /'[^']*'|"[^"]*"/g;
const WORDS = /[A-Za-z_][\w.]*/g;

/**
 * Checks one text of a template (the subject or the body) before it is ever rendered: blocks that close, filters that
 * exist, variables this template has. `base` is where the text begins in its file.
 */
export function scanTemplate(text: string, base: number, name: TemplateName, report: Report): void {
  const scan = new Scan(name, report);
  for (const mark of text.matchAll(MARK)) {
    const [whole, output, tag, args] = mark;
    const at = base + mark.index;
    if (output !== undefined) scan.output(output, at);
    else if (tag !== undefined) scan.tag(tag, args!, at);
    else report('invalidTemplate', at, say(`“${whole}”没有结束`, `"${whole}" is not closed`));
  }
  scan.end(base + text.length);
}

class Scan {
  private readonly open: string[] = [];
  private readonly locals = new Set<string>();

  constructor(
    private readonly name: TemplateName,
    private readonly report: Report,
  ) {}

  output(expression: string, at: number): void {
    const [value = '', ...filters] = expression.replace(LITERALS, '').split('|');
    this.checkVariables(value, at);
    for (const filter of filters) {
      const [word = '', ...args] = filter.match(WORDS) ?? [];
      if (!FILTERS.includes(word)) this.refuse('invalidTemplate', '过滤器', 'filter', word, FILTERS, at);
      this.checkVariables(args.join(' '), at);
    }
  }

  tag(tag: string, args: string, at: number): void {
    if (!TAGS.includes(tag)) return this.refuse('invalidTemplate', '标签', 'tag', tag, TAGS, at);
    const block = this.open.at(-1);
    if (tag in BLOCKS) this.open.push(tag);
    else if (INNER.includes(tag) ? block === undefined : block === undefined || BLOCKS[block] !== tag) {
      this.report('invalidTemplate', at, say(`“${tag}”没有对应的开始`, `"${tag}" closes nothing`));
    } else if (!INNER.includes(tag)) this.open.pop();
    if (tag === 'for') this.locals.add(args.trim().split(/\s+/)[0]!);
    this.checkVariables(args.replace(LITERALS, ''), at);
  }

  end(at: number): void {
    for (const tag of this.open) {
      this.report('invalidTemplate', at, say(`“${tag}”没有结束`, `"${tag}" is not closed`));
    }
  }

  private checkVariables(expression: string, at: number): void {
    const known = Object.keys(templateVariables(this.name));
    for (const [word] of expression.matchAll(WORDS)) {
      if (KEYWORDS.includes(word) || this.locals.has(word) || known.includes(word)) continue;
      this.refuse('unknownVariable', '变量', 'variable', word, known, at);
    }
  }

  private refuse(
    code: FindingCode,
    zh: string,
    en: string,
    word: string,
    accepted: readonly string[],
    at: number,
  ): void {
    const list = accepted.join(', ');
    this.report(
      code,
      at,
      say(`没有${zh}“${word}”；可用：${list}`, `there is no ${en} "${word}"; accepted: ${list}`),
    );
  }
}
