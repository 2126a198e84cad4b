import type { Messaging } from '@caseloop/messaging';
import type { Pack } from '@caseloop/policy';
import { type Clock, newId } from '@caseloop/service';
import { formatInstant } from '@caseloop/service-time';
import type { AppliedTo, PackFiles, PacksRepository } from './packs.repository.js';

export interface Publication {
  readonly pack: Pack;
  readonly files: PackFiles;
  readonly to: AppliedTo;
  readonly by: string;
  readonly traceparent: string;
}

/** Puts packs in force, and tells everybody in the same transaction. */
export class PublishPack {
  constructor(
    private readonly messaging: Messaging,
    private readonly packs: PacksRepository,
    private readonly clock: Clock,
  ) {}

  /** True when the version is new. The same content again says nothing, unless it now is for open cases as well. */
  publish({ pack, files, to, by, traceparent }: Publication): Promise<boolean> {
    return this.messaging.transaction(async (tx) => {
      await this.packs.lock(tx, pack.name);
      const current = await this.packs.current(tx, pack.name);
      const isSaid = current?.version === pack.version && (to === 'new' || current.appliedTo === 'open');
      if (isSaid) return false;
      const now = this.clock.now();
      const { name, version, unit } = pack;
      const effectiveAt = formatInstant(now);
      const application = { id: newId(), appliedTo: to, appliedAt: effectiveAt, by };
      const isNew = await this.packs.apply(tx, pack, files, application);
      tx.publish({
        type: 'policy.published.v1',
        subject: name,
        time: now,
        unit,
        traceparent,
        data: { name, version, unit, to, effectiveAt, files: { ...files }, by },
      });
      return isNew;
    });
  }
}
