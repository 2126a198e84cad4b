import { LANGUAGES, type Language, TEMPLATES, type TemplateName } from '@caseloop/contracts';
import { type Finding, say } from './finding.js';
import type { Pack, Template } from './model.js';
import { type Report, scanTemplate } from './template-scan.js';

export const TEMPLATE_PATH = /^templates\/([^/]+)\/([^/]+)\.liquid$/;
const SUBJECT = /^---\r?\nsubject: (.+)\r?\n---\r?\n/;
const SUBJECT_OFFSET = '---\nsubject: '.length;

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
    if (isOneOf(LANGUAGES, language) && isOneOf(TEMPLATES, name)) {
      (read[name] ??= {})[language] = readTemplate(text, name, report);
    } else {
      const accepted = `templates/{${LANGUAGES.join(',')}}/{${TEMPLATES.join(',')}}.liquid`;
      report(
        'unknownFile',
        0,
        say(`未知的模板；可用：${accepted}`, `no such template; accepted: ${accepted}`),
      );
    }
  }
  reportMissing(read, findings);
  return read as Pack['templates'];
}

/** A person is written to in their language, so a text in one language is half a text. */
function reportMissing(
  read: Readonly<Partial<Record<TemplateName, Partial<Record<Language, Template>>>>>,
  findings: Finding[],
): void {
  for (const [name, byLanguage] of Object.entries(read)) {
    const there = LANGUAGES.find((language) => byLanguage[language]);
    for (const language of LANGUAGES.filter((candidate) => !byLanguage[candidate])) {
      const missing = `templates/${language}/${name}.liquid`;
      const report = reporter(`templates/${there}/${name}.liquid`, '', findings);
      report('missingTemplate', 0, say(`缺少 ${missing}`, `${missing} is missing`));
    }
  }
}

function reporter(file: string, text: string, findings: Finding[]): Report {
  return (code, offset, message) => {
    const before = text.slice(0, offset).split('\n');
    const [line, column] = [before.length, before.at(-1)!.length + 1];
    findings.push({ severity: 'error', code, file, line, column, message });
  };
}

function readTemplate(text: string, name: TemplateName, report: Report): Template {
  const head = SUBJECT.exec(text);
  const body = head ? text.slice(head[0].length) : text;
  scanTemplate(body, text.length - body.length, name, report);
  if (!head) return { body: body.trim() };
  scanTemplate(head[1]!, SUBJECT_OFFSET, name, report);
  return { subject: head[1]!.trim(), body: body.trim() };
}

function isOneOf<const W extends string>(words: readonly W[], word: string): word is W {
  return (words as readonly string[]).includes(word);
}
