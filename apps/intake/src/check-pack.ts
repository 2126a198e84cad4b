import type { Violation } from '@caseloop/contracts';
import { type Finding, type Pack, readPack } from '@caseloop/policy';
import { violation } from './domain/problem.js';
import { escapeStep } from './domain/judge.js';

export interface CheckedPack {
  /** Null when there is an error. */
  readonly pack: Pack | null;
  readonly errors: readonly Violation[];
  readonly warnings: readonly Violation[];
}

/** Reads a pack and says what is wrong with it as `file:line:column`, which editors make a link of. */
export function checkPack(files: Readonly<Record<string, string>>): CheckedPack {
  const { pack, findings } = readPack(files);
  const of = (severity: Finding['severity']) =>
    findings.filter((finding) => finding.severity === severity).map(violationOf);
  return { pack, errors: of('error'), warnings: of('warning') };
}

function violationOf({ code, file, line, column, message }: Finding): Violation {
  return violation(`/files/${escapeStep(file)}`, code, `${file}:${line}:${column}: ${message.en}`);
}
