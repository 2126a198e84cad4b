import { type Pack, readPack } from '@caseloop/policy';
import { PackVersions } from '@caseloop/service';

/** The pack versions of this service. Intake publishes readable packs only: another one is an error to look at. */
export function packVersions(): PackVersions<Pack> {
  return new PackVersions<Pack>({
    read: (files) => {
      const { pack, findings } = readPack(files);
      if (pack !== null) return pack;
      const { file, line, column, message } = findings.find(({ severity }) => severity === 'error')!;
      throw new Error(`A published pack is not readable: ${file}:${line}:${column}: ${message.en}`);
    },
  });
}
