import type { Pack } from '@caseloop/policy';
import { calendarOf } from '../src/domain/clock.js';
import type { ClockRow } from '../src/domain/clock-row.js';
import type { Fact } from '../src/domain/facts.js';
import { fireDue } from '../src/domain/firing.js';
import { type Folded, foldClocks } from '../src/domain/fold.js';
import type { Happening } from '../src/domain/happening.js';
import { reconcile } from '../src/domain/reconcile.js';
import { readingOf } from './clocks-of.js';

/** Sla without a database: hears the facts of one case, fires by time, remembers rows and what was said. */
export class Memory {
  readonly rows = new Map<string, ClockRow>();
  readonly said: Happening[] = [];
  readonly facts: Fact[] = [];

  constructor(
    private readonly pack: Pack,
    private readonly later: readonly Pack[] = [],
  ) {}

  hear(now: number, ...facts: readonly Fact[]): this {
    this.facts.push(...facts);
    const reading = readingOf(this.pack, ...this.later);
    const telling = { caseId: 'case', packName: 'test', now, idOf: reading.idOf, heard: facts.at(-1)! };
    this.keep(reconcile([...this.rows.values()], foldClocks(reading, this.facts), telling));
    return this;
  }

  fire(now: number): this {
    for (const row of this.rows.values()) {
      if (row.nextFireAt === null || row.nextFireAt > now) continue;
      const pack = [this.pack, ...this.later].find(({ version }) => version === row.packVersion)!;
      const definition = pack.clocks.find(({ id }) => id === row.definition)!;
      const context = { caseId: 'case', packName: 'test', now, until: now, knownUntil: now };
      const { row: after, happenings } = fireDue(
        row,
        definition,
        calendarOf({ version: pack.version, pack }, definition),
        context,
      );
      this.keep({ rows: [after], happenings });
    }
    return this;
  }

  folded(): Folded {
    return foldClocks(readingOf(this.pack, ...this.later), this.facts);
  }

  /** What was said since this was asked last: the word and, where it tells more, a detail. */
  news(): string[] {
    return this.said.splice(0).map(({ type, data }) => {
      const word = type.replace(/^clock\.|\.v1$/g, '');
      if ('warning' in data) return `${word} ${data.warning}`;
      if ('escalate' in data) return `${word} to ${data.escalate!.to}`;
      return 'stateBefore' in data ? `${word} ${data.stateBefore} to ${data.state}` : word;
    });
  }

  only(): ClockRow {
    return [...this.rows.values()].find(({ isRetracted }) => !isRetracted)!;
  }

  private keep({ rows, happenings }: { rows: readonly ClockRow[]; happenings: readonly Happening[] }): void {
    for (const row of rows) this.rows.set(row.id, row);
    this.said.push(...happenings);
  }
}
