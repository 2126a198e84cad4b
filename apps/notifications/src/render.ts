import type { Language, TemplateName } from '@caseloop/contracts';
import type { Pack } from '@caseloop/policy';
import { Liquid, type Template } from 'liquidjs';
import { cut } from './domain/cut.js';
import type { Variables } from './domain/variables.js';
import {
  RENDER_MEMORY_MAX,
  RENDER_TIME_MAX_MS,
  RENDER_TRIES_MAX,
  TEMPLATES_CACHED_MAX,
  TEMPLATE_LENGTH_MAX,
  TEXT_LENGTH_MAX,
  VALUE_LENGTH_MAX,
} from './limits.js';

export interface RenderedText {
  readonly subject: string | null;
  readonly text: string;
}

/**
 * Pack templates may take values apart and put them together, and nothing else: no files, no prototypes, no endless
 * loops. What a person wrote is only ever a value, so it cannot become a template.
 */
const engine = new Liquid({
  templates: {},
  ownPropertyOnly: true,
  strictFilters: true,
  // An absent value is empty, and what is empty is not there: `{% if eta %}` asks exactly that.
  jsTruthy: true,
  parseLimit: TEMPLATE_LENGTH_MAX,
  renderLimit: RENDER_TIME_MAX_MS,
  memoryLimit: RENDER_MEMORY_MAX,
  outputEscape: plain,
});

/** Values in a plain text: no control characters that could forge a line or hide one, and no novels. */
function plain(value: unknown): string {
  const text = Array.isArray(value) ? value.join('\n') : String(value ?? '');
  const printable = text.replace(
    /[\u0000-\u0009\u000b-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    ' ',
  );
  return cut(printable, VALUE_LENGTH_MAX);
}

/** What liquidjs says, and the only way to tell its limits apart. */
const RAN_OUT_OF_TIME = 'template render limit exceeded';

interface Parsed {
  readonly subject: Template[] | null;
  readonly body: Template[];
}

/** Renders the texts of packs; parsed templates are kept, since a pack version never changes. */
export class Renderer {
  private readonly parsed = new Map<string, Parsed>();

  /** Throws when the pack has no such template, which the reader of packs does not let happen. */
  render(pack: Pack, template: TemplateName, language: Language, variables: Variables): RenderedText {
    const { subject, body } = this.parse(pack, template, language);
    return {
      subject: subject === null ? null : filled(subject, variables),
      text: filled(body, variables),
    };
  }

  private parse(pack: Pack, template: TemplateName, language: Language): Parsed {
    const key = JSON.stringify([pack.name, pack.version, template, language]);
    const known = this.parsed.get(key);
    if (known !== undefined) return known;
    const source = pack.templates[template]?.[language];
    if (source === undefined) throw new Error(`Pack ${pack.name} has no template ${template} in ${language}`);
    const parsed = {
      subject: source.subject === undefined ? null : engine.parse(source.subject),
      body: engine.parse(source.body),
    };
    if (this.parsed.size >= TEMPLATES_CACHED_MAX) this.parsed.delete(this.parsed.keys().next().value!);
    this.parsed.set(key, parsed);
    return parsed;
  }
}

/**
 * The engine's limit is of the time that passes, and on a busy machine a process may stand still: a text is given up
 * only for work of its own.
 */
function filled(template: Template[], variables: Variables): string {
  for (let tries = 1; ; tries += 1) {
    const begun = process.cpuUsage();
    try {
      return cut(String(engine.renderSync(template, variables)).trim(), TEXT_LENGTH_MAX);
    } catch (error) {
      const { user, system } = process.cpuUsage(begun);
      const workedMs = (user + system) / 1000;
      const stoodStill = (error as Error).message.includes(RAN_OUT_OF_TIME) && workedMs < RENDER_TIME_MAX_MS;
      if (!stoodStill || tries >= RENDER_TRIES_MAX) throw error;
    }
  }
}
