import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type Pack } from '@caseloop/policy';
import { expect } from '@jest/globals';
import { explain, explainedIn } from '../src/domain/explain.js';
import type { Fact } from '../src/domain/facts.js';
import { OPENED } from './a-case.js';
import { idOf } from './clocks-of.js';
import { Memory } from './memory.js';

const GOLDEN = new URL('./golden/', import.meta.url).pathname;

/** A story that is heard in chapters: what stands after each, what was said, and how it is explained in the end. */
export class ToldStory {
  private readonly memory: Memory;
  private readonly told: string[] = [];
  private now = OPENED;

  constructor(
    private readonly name: string,
    pack: Pack,
    ...later: readonly Pack[]
  ) {
    this.memory = new Memory(pack, later);
  }

  /** Lets it be `now`, what is due happen, and these facts be heard; the clocks as they stand then. */
  hear(now: number, what: string, ...facts: readonly Fact[]): string[] {
    this.now = now;
    this.memory.fire(now);
    if (facts.length > 0) this.memory.hear(now, ...facts).fire(now);
    const clocks = this.clocks();
    this.told.push(
      `== ${local(now)} ${what}`,
      ...clocks,
      `said: ${this.memory.news().join(', ') || 'nothing'}`,
      '',
    );
    return clocks;
  }

  /** The whole story with the explanation of every clock is the one that was reviewed. */
  expectGolden(): void {
    const folded = this.memory.folded();
    const explained = folded.clocks.flatMap((clock) => {
      const words = explainedIn(explain(clock, folded, { packName: 'test', idOf, asOf: this.now }));
      return [`-- ${idOf(clock.key)}`, ...words.en, '', ...words['zh-CN'], ''];
    });
    const text = [...this.told, ...explained].join('\n');
    const path = `${GOLDEN}${this.name}.txt`;
    if (process.env['UPDATE_GOLDEN'] === '1') {
      mkdirSync(GOLDEN, { recursive: true });
      writeFileSync(path, text);
    }
    expect(
      existsSync(path) ? readFileSync(path, 'utf8') : `${path} is missing; UPDATE_GOLDEN=1 writes it`,
    ).toBe(text);
  }

  private clocks(): string[] {
    return [...this.memory.rows.values()]
      .filter(({ isRetracted }) => !isRetracted)
      .map(({ metric, per, cycle, n, state, dueAt, endedAt }) => {
        const name = `${metric}${per === null ? '' : ` of ${per}`} ${cycle}.${n}`;
        const end = endedAt === null ? '' : `, ended ${local(endedAt)}`;
        return `${name}: ${state}, due ${dueAt === null ? 'never' : local(dueAt)}${end}`;
      });
  }
}

/** A wall time of the story, as its clocks show it. */
function local(at: number): string {
  return new Date(at + 8 * 3_600_000)
    .toISOString()
    .slice(5, at % 60_000 === 0 ? 16 : 23)
    .replace('T', ' ');
}
