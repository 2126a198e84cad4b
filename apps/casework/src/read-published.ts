import { type Finding, type Pack, readPack } from '@caseloop/policy';

/** The registry publishes readable packs only; one that is not (written for a newer release) stops what needs it. */
export class UnreadablePack extends Error {
  constructor(readonly findings: readonly Finding[]) {
    const [first] = findings;
    super(`The pack cannot be read: ${first?.file}:${first?.line} ${first?.message.en ?? ''}`);
  }
}

export function readPublished(files: Readonly<Record<string, string>>): Pack {
  const { pack, findings } = readPack(files);
  if (pack === null) throw new UnreadablePack(findings);
  return pack;
}
