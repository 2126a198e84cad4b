import { LANGUAGES, type Language, TEMPLATES, type TemplateName } from '@caseloop/contracts';
import { type Finding, type FindingCode, say } from './finding.js';
import type { Labels, Pack, Template } from './model.js';
import { templateVariables } from './template-variables.js';

export const TEMPLATE_PATH = /^templates\/([^/]+)\/([^/]+)\.liquid$/;
const SUBJECT = /^---\r?\nsubject: (.+)\r?\n---\r?\n/;
/** What a template may do beside writing a value. */
const TAGS = ['if', 'elsif', 'else', 'endif', 'unless', 'endunless', 'for', 'endfor'];
const MARK = /\{\{-?([\s\S]*?)-?\}\}|\{%-?\s*(\w*)([\s\S]*?)-?%\}/g;
const WORDS = /'[^']*'|"[^"]*"|[A-Za-z_][\w.]*/g;
const OPERATORS = [
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
  'limit',
  'forloop.last',
];

/** Reads `templates/<language>/<name>.liquid`; each one must be there in every language. */
export function readTemplates(
  files: Readonly<Record<string, string>>,
  findings: Finding[],
): Pack['templates'] {
  const read: Partial<Record<TemplateName, Partial<Record<Language, Template>>>> = {};
  for (const [file, text] of Object.entries(files)) {
    const [, language, name] = TEMPLATE_PATH.exec(file) ?? [];
    if (language === undefined || name === undefined) continue;
    const report = reporter(file, text, findings);
    if (!isOneOf(LANGUAGES, language) || !isOneOf(TEMPLATES, name)) {
      const accepted = `templates/{${LANGUAGES.join(',')}}/{${TEMPLATES.join(',')}}.liquid`;
      report(
        'unknownFile',
        0,
        say(`未知的模板；可用：${accepted}`, `no such template; accepted: ${accepted}`),
      );
      continue;
    }
    (read[name] ??= {})[language] = readTemplate(text);
    checkVariables(text, name, report);
  }
  for (const [name, byLanguage] of Object.entries(read)) {
    for (const language of LANGUAGES.filter((candidate) => !byLanguage[candidate])) {
      const there = `templates/${LANGUAGES.find((candidate) => byLanguage[candidate])}/${name}.liquid`;
      const missing = `templates/${language}/${name}.liquid`;
      reporter(there, '', findings)('missingTemplate', 0, say(`缺少 ${missing}`, `${missing} is missing`));
    }
  }
  return read as Pack['templates'];
}

type Report = (code: FindingCode, offset: number, message: Labels) => void;

function reporter(file: string, text: string, findings: Finding[]): Report {
  return (code, offset, message) => {
    const before = text.slice(0, offset).split('\n');
    const [line, column] = [before.length, before.at(-1)!.length + 1];
    findings.push({ severity: 'error', code, file, line, column, message });
  };
}

function readTemplate(text: string): Template {
  const subject = SUBJECT.exec(text);
  const body = (subject ? text.slice(subject[0].length) : text).trim();
  return subject ? { subject: subject[1]!.trim(), body } : { body };
}

function checkVariables(text: string, name: TemplateName, report: Report): void {
  const known = templateVariables(name);
  const locals = new Set<string>();
  for (const mark of text.matchAll(MARK)) {
    const [, output, tag, args] = mark;
    if (tag !== undefined && !TAGS.includes(tag)) {
      const accepted = TAGS.join(', ');
      report(
        'invalidTemplate',
        mark.index,
        say(
          `不支持的标签“${tag}”；可用：${accepted}`,
          `tag "${tag}" is not supported; accepted: ${accepted}`,
        ),
      );
      continue;
    }
    if (tag === 'for') locals.add(args!.trim().split(/\s+/)[0]!);
    // What follows a bar is a filter, not a variable.
    const [expression = ''] = (output ?? args ?? '').split('|');
    for (const [word] of expression.matchAll(WORDS)) {
      const literal = word.startsWith("'") || word.startsWith('"');
      if (literal || OPERATORS.includes(word) || locals.has(word) || Object.hasOwn(known, word)) continue;
      const accepted = Object.keys(known).join(', ');
      report(
        'unknownVariable',
        mark.index,
        say(`没有变量“${word}”；可用：${accepted}`, `there is no variable "${word}"; accepted: ${accepted}`),
      );
    }
  }
}

function isOneOf<const W extends string>(words: readonly W[], word: string): word is W {
  return (words as readonly string[]).includes(word);
}
