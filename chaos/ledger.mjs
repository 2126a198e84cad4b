// What the client knows, kept outside of the system: a line on disk before each send and after each answer.
import { open } from 'node:fs/promises';

export class Ledger {
  /** Key to what was answered first; null while nothing was. */
  answers = new Map();
  /** Answers that contradict an earlier one to the same key. */
  contradictions = [];
  refusals = [];
  sends = 0;
  lines = [];
  /** The write that will take the lines that wait, and the last one that was planned. */
  next = null;
  last = Promise.resolve();

  constructor(file) {
    this.file = file;
  }

  static async open(path) {
    return new Ledger(await open(path, 'a'));
  }

  get attempted() {
    return this.answers.size;
  }

  get acknowledged() {
    return [...this.answers.values()].filter((answer) => answer !== null).length;
  }

  /** Resolves when it is on disk; only then may it be sent. */
  sending(key, transport) {
    if (!this.answers.has(key)) this.answers.set(key, null);
    this.sends += 1;
    return this.write({ sending: key, transport });
  }

  /** `receipt` as it came. */
  answered(key, receipt) {
    const { status, caseId, caseNumber } = receipt;
    if (status === 'accepted') this.accept(key, { caseId, caseNumber });
    else this.refusals.push({ key, receipt });
    return this.write({ answered: key, status, caseId, caseNumber });
  }

  accept(key, now) {
    const before = this.answers.get(key);
    if (!before) this.answers.set(key, now);
    else if (before.caseId !== now.caseId || before.caseNumber !== now.caseNumber) {
      this.contradictions.push({ key, before, now });
    }
  }

  async close() {
    await this.last;
    await this.file.close();
  }

  /** Lines that come while one write is under way share the next one. */
  write(line) {
    this.lines.push(`${JSON.stringify(line)}\n`);
    if (this.next === null) this.last = this.next = this.last.then(() => this.flush());
    return this.next;
  }

  async flush() {
    this.next = null;
    await this.file.appendFile(this.lines.splice(0).join(''));
    await this.file.datasync();
  }
}
