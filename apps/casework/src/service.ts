import {
  MessagingTables1700000000000,
  type Transport,
  createMessaging,
  MESSAGING_TABLES,
} from '@caseloop/messaging';
import {
  PackVersions,
  PackVersionsTable1700000001000,
  type ServiceDefinition,
  messagingObserver,
  packVersionsTable,
} from '@caseloop/service';
import { CaseCommands } from './case-commands.js';
import { CaseClocksRepository } from './case-clocks.repository.js';
import { CaseListsRepository } from './case-lists.repository.js';
import { caseTimers } from './case-timers.js';
import { CasesRepository } from './cases.repository.js';
import { CaseworkModule } from './casework.module.js';
import { CreateCases1764000000000 } from './migrations/1764000000000-create-cases.js';
import { KeepClocks1764100000000 } from './migrations/1764100000000-keep-clocks.js';
import { readPublished } from './read-published.js';
import { CASEWORK_TABLES } from './tables.js';

/** The hub of truth: the only writer of a case's state. */
export const casework: ServiceDefinition<Transport> = {
  name: 'casework',
  migrations: [
    MessagingTables1700000000000,
    PackVersionsTable1700000001000,
    CreateCases1764000000000,
    KeepClocks1764100000000,
  ],
  tables: [...MESSAGING_TABLES, packVersionsTable, ...CASEWORK_TABLES],
  assemble(host, transport) {
    const now = () => host.clock.now();
    const messaging = createMessaging({
      service: 'casework',
      pool: host.pool,
      transport,
      now,
      observer: messagingObserver(host.logger, host.metrics),
    });
    const parts = {
      cases: new CasesRepository(host.pool),
      clocks: new CaseClocksRepository(),
      packs: new PackVersions({ read: readPublished }),
      now,
    };
    return {
      module: CaseworkModule.with({
        parts,
        commands: new CaseCommands(messaging, parts),
        lists: new CaseListsRepository(host.pool),
      }),
      messaging,
      jobs: [caseTimers(messaging, parts)],
    };
  },
};
