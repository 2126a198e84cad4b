// What the client knows, kept outside of the system: a line on disk before each send and after each answer.
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

export class Ledger {
  /** Key to what was answered first; null while nothing was. */
  answers = new Map();
  /** Answers that contradict an earlier one to the same key. */
  contradictions = [];
  refusals = [];
  sends = 0;

  constructor(path) {
    this.file = openSync(path, 'a');
  }

  get attempted() {
    return this.answers.size;
  }

  get acknowledged() {
    return [...this.answers.values()].filter((answer) => answer !== null).length;
  }

  sending(key, transport) {
    this.write({ sending: key, transport });
    if (!this.answers.has(key)) this.answers.set(key, null);
    this.sends += 1;
  }

  /** `receipt` as it came. */
  answered(key, receipt) {
    const { status, caseId, caseNumber } = receipt;
    this.write({ answered: key, status, caseId, caseNumber });
    if (status !== 'accepted') return void this.refusals.push({ key, receipt });
    const before = this.answers.get(key);
    if (before && (before.caseId !== caseId || before.caseNumber !== caseNumber)) {
      this.contradictions.push({ key, before, now: { caseId, caseNumber } });
    }
    if (!before) this.answers.set(key, { caseId, caseNumber });
  }

  close() {
    closeSync(this.file);
  }

  write(line) {
    writeSync(this.file, `${JSON.stringify(line)}\n`);
    fsyncSync(this.file);
  }
}
