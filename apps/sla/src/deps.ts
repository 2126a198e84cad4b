import type { Messaging } from '@caseloop/messaging';
import type { Pack } from '@caseloop/policy';
import type { PackVersions, Queryable } from '@caseloop/service';
import type { ClockStores } from './hear.js';
import type { InputLag } from './input-lag.js';

/** What the consumer, the controllers and the jobs are given. */
export interface SlaDeps {
  readonly stores: ClockStores;
  readonly packs: PackVersions<Pack>;
  readonly now: () => number;
  readonly messaging: Pick<Messaging, 'transaction'>;
  readonly lag: InputLag;
  /** For reading outside of transactions. */
  readonly db: Queryable;
}

export const SLA = Symbol('sla');
