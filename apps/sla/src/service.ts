import {
  MESSAGING_TABLES,
  MessagingTables1700000000000,
  type Transport,
  createMessaging,
} from '@caseloop/messaging';
import { type Pack, readPack } from '@caseloop/policy';
import {
  type Host,
  type Job,
  PackVersions,
  PackVersionsTable1700000001000,
  type ServiceDefinition,
  clockLateness,
  messagingObserver,
  packVersionsTable,
} from '@caseloop/service';
import { Counter } from 'prom-client';
import { CaseFactsRepository } from './case-facts.repository.js';
import { ClockCasesRepository } from './clock-cases.repository.js';
import { ClocksRepository } from './clocks.repository.js';
import type { SlaDeps } from './deps.js';
import { applyPackChanges } from './apply-pack-changes.js';
import { type FiringObserver, fireClocks } from './fire-clocks.js';
import { InputLag } from './input-lag.js';
import { CreateSla1764000003000 } from './migrations/1764000003000-create-sla.js';
import { CaseNumbers1764000004000 } from './migrations/1764000004000-case-numbers.js';
import { ExtendedClocks1764000005000 } from './migrations/1764000005000-extended-clocks.js';
import { PackChangesRepository } from './pack-changes.repository.js';
import { SlaModule } from './sla.module.js';
import { tables } from './tables.js';

/** Sla measures what was promised; casework decides what follows from it. */
export const sla: ServiceDefinition<Transport> = {
  name: 'sla',
  migrations: [
    MessagingTables1700000000000,
    PackVersionsTable1700000001000,
    CreateSla1764000003000,
    CaseNumbers1764000004000,
    ExtendedClocks1764000005000,
  ],
  tables: [...MESSAGING_TABLES, ...tables, packVersionsTable],
  assemble(host, transport) {
    const now = (): number => host.clock.now();
    const { pool, logger, metrics } = host;
    const observer = messagingObserver(logger, metrics);
    const messaging = createMessaging({ service: 'sla', pool, transport, now, observer });
    const stores = {
      cases: new ClockCasesRepository(),
      facts: new CaseFactsRepository(),
      clocks: new ClocksRepository(),
      changes: new PackChangesRepository(),
    };
    const packs = new PackVersions<Pack>({ read: packIn });
    const lag = new InputLag(messaging);
    const deps: SlaDeps = { stores, packs, now, messaging, lag, db: pool };
    const jobs = [changing(deps), firing(deps, observeFiring(host))];
    return { module: SlaModule.with(deps), messaging, jobs };
  },
};

/** What was published had been checked: a finding here means that this version of sla is older than the pack. */
function packIn(files: Readonly<Record<string, string>>): Pack {
  const { pack, findings } = readPack(files);
  if (!pack) throw new Error(`A published pack cannot be read: ${JSON.stringify(findings)}`);
  return pack;
}

function changing(deps: SlaDeps): Job {
  return {
    name: 'applyPackChanges',
    run: (now) => applyPackChanges(deps, now),
    nextDueAt: () => deps.stores.changes.waitingSince(deps.db),
  };
}

function firing(deps: SlaDeps, observer: FiringObserver): Job {
  return {
    name: 'fireClocks',
    run: (now) => fireClocks(deps, observer, now),
    nextDueAt: () => deps.stores.cases.nextFireAt(deps.db),
  };
}

function observeFiring({ metrics }: Host): FiringObserver {
  const lateness = clockLateness(metrics);
  const held = new Counter({
    name: 'caseloop_clock_firings_held_total',
    help: 'Times the due clocks of a case were held: events of the case are kept, or the queue of sla is behind',
    labelNames: ['reason'],
    registers: [metrics],
  });
  return {
    fired: (lateMs) => lateness.observe(lateMs / 1000),
    held: (reason) => held.inc({ reason }),
  };
}
