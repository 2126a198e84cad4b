import { LANGUAGES, REQUEST_SOURCES } from '@caseloop/contracts';
import { UnknownZone, Zone } from '@caseloop/service-time';
import { classify } from './classify.js';
import { Expressions } from './expression.js';
import { type Finding, say } from './finding.js';
import { lint } from './lint.js';
import { PACK_BYTES_MAX, PACK_FILES_MAX } from './limits.js';
import type { Pack } from './model.js';
import { NUMBER_PATTERN } from './number.js';
import { Place } from './place.js';
import { NOTICE_PATH, readCalendars } from './read-calendars.js';
import { readClocks } from './read-clocks.js';
import { readClosing, readSatisfaction } from './read-closing.js';
import { readEscalations, readNotices } from './read-notices.js';
import { readClassification, readForms, readRouting } from './read-rules.js';
import { placeOf, readTaxonomy } from './read-taxonomy.js';
import { TEMPLATE_PATH, readTemplates } from './read-templates.js';
import { isContent, packVersion } from './version.js';
import { type Words, idsOf } from './words.js';

/** The files of a pack beside its templates, each of which must be there. */
export const PACK_FILES = [
  'pack.yaml',
  'taxonomy.yaml',
  'forms.yaml',
  'classification.yaml',
  'routing.yaml',
  'clocks.yaml',
  'calendars.yaml',
  'escalation.yaml',
  'notices.yaml',
  'satisfaction.yaml',
  'closing.yaml',
] as const;
type PackFile = (typeof PACK_FILES)[number];

export interface ReadPack {
  /** Null when a finding is an error. */
  readonly pack: Pack | null;
  readonly findings: readonly Finding[];
}

export interface ReadOptions {
  /** When given, what is about to expire is a finding; a version that was published is read without. */
  readonly now?: number;
}

/** Reads and checks a pack: path (`clocks.yaml`) to text. Never throws; everything wrong is a finding. */
export function readPack(files: Readonly<Record<string, string>>, options: ReadOptions = {}): ReadPack {
  const findings: Finding[] = [];
  checkFiles(files, findings);
  const roots = new Map<PackFile, Place>();
  if (findings.length === 0) {
    for (const file of PACK_FILES) {
      const root = Place.root(file, files[file]!, findings);
      if (root) roots.set(file, root);
    }
  }
  if (roots.size < PACK_FILES.length) return { pack: null, findings };
  const pack = readFiles(files, (file) => roots.get(file)!, { ...options, findings });
  const refused = findings.some(isError);
  return { pack: refused ? null : pack, findings };
}

function checkFiles(files: Readonly<Record<string, string>>, findings: Finding[]): void {
  const add = (code: Finding['code'], file: string, zh: string, en: string): void => {
    findings.push({ severity: 'error', code, file, line: 1, column: 1, message: say(zh, en) });
  };
  const paths = Object.keys(files);
  const bytes = paths.reduce((sum, path) => sum + Buffer.byteLength(String(files[path])), 0);
  if (bytes > PACK_BYTES_MAX || paths.length > PACK_FILES_MAX) {
    const limit = `${PACK_FILES_MAX} / ${PACK_BYTES_MAX}`;
    return add('tooLarge', 'pack.yaml', `文件数或字节数超过 ${limit}`, `more files or bytes than ${limit}`);
  }
  for (const file of PACK_FILES) {
    if (!Object.hasOwn(files, file)) add('missingFile', file, '缺少该文件', 'the file is missing');
  }
  for (const path of paths.filter(isContent)) {
    const known =
      (PACK_FILES as readonly string[]).includes(path) ||
      [NOTICE_PATH, TEMPLATE_PATH].some((form) => form.test(path));
    const accepted = `${PACK_FILES.join(', ')}, holidays/<name>.yaml, templates/<language>/<name>.liquid, tests/, README.md`;
    if (!known)
      add('unknownFile', path, `未知的文件；可用：${accepted}`, `unknown file; accepted: ${accepted}`);
    if (typeof files[path] !== 'string') add('wrongType', path, '内容应为文字', 'the content must be a text');
  }
}

function readFiles(
  files: Readonly<Record<string, string>>,
  root: (file: PackFile) => Place,
  { findings, ...options }: ReadOptions & { readonly findings: Finding[] },
): Pack {
  const taxonomy = readTaxonomy(root('taxonomy.yaml'));
  const calendars = readCalendars(root('calendars.yaml'), {
    ...options,
    file: (path) => (Object.hasOwn(files, path) ? Place.root(path, files[path]!, findings) : null),
  });
  const satisfaction = readSatisfaction(root('satisfaction.yaml'), idsOf(taxonomy.roles));
  const templates = readTemplates(files, findings);
  const words: Words = {
    ...taxonomy,
    calendars: Object.keys(calendars),
    bands: idsOf(satisfaction.bands),
    templates: Object.keys(templates),
    expressions: new Expressions(taxonomy.facts),
  };
  const pack: Pack = {
    ...readHead(root('pack.yaml'), words),
    version: packVersion(files),
    ...taxonomy,
    calendars,
    satisfaction,
    templates,
    forms: readForms(root('forms.yaml'), words),
    classification: readClassification(root('classification.yaml'), words),
    routing: readRouting(root('routing.yaml'), words),
    clocks: readClocks(root('clocks.yaml'), words),
    escalations: readEscalations(root('escalation.yaml'), words),
    ...readNotices(root('notices.yaml'), words),
    closing: readClosing(root('closing.yaml'), words.templates),
  };
  if (!findings.some(isError)) {
    checkDefaults(pack, root('classification.yaml'));
    lint(pack, placeOf);
  }
  return pack;
}

type Head = Pick<Pack, 'name' | 'unit' | 'locale' | 'zone' | 'title' | 'sources' | 'numbering'>;

function readHead(root: Place, words: Words): Head {
  const at = root.fields(['name', 'title', 'unit', 'locale', 'zone', 'sources', 'number']);
  return {
    name: readName(at('name')),
    title: at('title').labels(),
    unit: at('unit').text(),
    locale: at('locale').oneOf(LANGUAGES),
    zone: readZone(at('zone')),
    sources: at('sources')
      .items()
      .map((item) => item.oneOf(REQUEST_SOURCES)),
    numbering: { pattern: readPattern(at('number'), words) },
  };
}

function readName(place: Place): string {
  const name = place.text();
  if (name !== '' && !/^[a-z0-9-]{1,40}$/.test(name)) {
    place.report(
      'invalidValue',
      '应为 1 到 40 个小写字母、数字或连字符',
      'must be 1 to 40 of a-z, 0-9 and -',
    );
  }
  return name;
}

function readZone(place: Place): string {
  const name = place.text();
  try {
    if (name !== '') Zone.named(name);
  } catch (error) {
    if (!(error instanceof UnknownZone)) throw error;
    place.report('invalidValue', `“${name}”不是 IANA 时区`, error.message);
  }
  return name;
}

function readPattern(place: Place, words: Words): string {
  const pattern = place.text();
  if (pattern !== '' && !NUMBER_PATTERN.test(pattern)) {
    const accepted = '{yyyy}, {yyyymmdd}, {typeCode}, {unit}, {seq:n}';
    place.report(
      'invalidPattern',
      `编号须以 {seq:n} 结尾；可用：${accepted}`,
      `a number ends in {seq:n}; accepted: ${accepted}`,
    );
  }
  if (pattern.includes('{typeCode}') && words.types.some(({ code }) => code === undefined)) {
    place.report('missingKey', '每个类型都须有 code', 'every type needs a code');
  }
  return pattern;
}

/** A request that says nothing must still become a case with a type and an urgency. */
function checkDefaults(pack: Pack, root: Place): void {
  const { type, urgency } = classify(pack, { facts: {}, emotion: [] });
  if (type !== '' && urgency !== '') return;
  const missing = [type === '' && 'type', urgency === '' && 'urgency'].filter(Boolean).join(', ');
  root.report(
    'noDefault',
    `没有给出时，缺少默认规则：${missing}`,
    `no rule decides when nothing is given: ${missing}`,
  );
}

function isError({ severity }: Finding): boolean {
  return severity === 'error';
}
