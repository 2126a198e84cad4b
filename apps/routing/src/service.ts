import {
  MESSAGING_TABLES,
  MessagingTables1700000000000,
  type Transport,
  createMessaging,
} from '@caseloop/messaging';
import {
  PackVersionsTable1700000001000,
  type ServiceDefinition,
  messagingObserver,
  packVersionsTable,
} from '@caseloop/service';
import { AgentsRepository } from './agents.repository.js';
import { DecisionsRepository } from './decisions.repository.js';
import { CreateRouting1764000001000 } from './migrations/1764000001000-create-routing.js';
import { CaseNumbers1764000004000 } from './migrations/1764000004000-case-numbers.js';
import { packVersions } from './packs.js';
import { RoutingCasesRepository } from './routing-cases.repository.js';
import { RoutingModule } from './routing.module.js';
import { tables } from './tables.js';
import { TeamsRepository } from './teams.repository.js';

/** Routing proposes who gets a case; casework decides and records. */
export const routing: ServiceDefinition<Transport> = {
  name: 'routing',
  migrations: [
    MessagingTables1700000000000,
    PackVersionsTable1700000001000,
    CreateRouting1764000001000,
    CaseNumbers1764000004000,
  ],
  tables: [...MESSAGING_TABLES, packVersionsTable, ...tables],
  assemble(host, transport) {
    const now = () => host.clock.now();
    const messaging = createMessaging({
      service: 'routing',
      pool: host.pool,
      transport,
      now,
      observer: messagingObserver(host.logger, host.metrics),
    });
    const stores = {
      cases: new RoutingCasesRepository(),
      teams: new TeamsRepository(),
      agents: new AgentsRepository(),
      decisions: new DecisionsRepository(),
    };
    const packs = packVersions();
    return {
      module: RoutingModule.with({ stores, packs, now, messaging, db: host.pool }),
      messaging,
      jobs: [],
    };
  },
};
