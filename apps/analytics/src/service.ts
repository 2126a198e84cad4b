import {
  MESSAGING_TABLES,
  MessagingTables1700000000000,
  type Transport,
  createMessaging,
} from '@caseloop/messaging';
import { readPack, type Pack } from '@caseloop/policy';
import {
  PackVersions,
  PackVersionsTable1700000001000,
  type ServiceDefinition,
  messagingObserver,
  packVersionsTable,
  processEnvironment,
} from '@caseloop/service';
import { AnalyticsModule } from './analytics.module.js';
import { readAnalyticsConfig } from './config.js';
import { MetricsRepository } from './metrics.repository.js';
import { CreateFacts1764000000000 } from './migrations/1764000000000-create-facts.js';
import { tables } from './tables.js';

/** Counts what the others say; says nothing itself. */
export const analytics: ServiceDefinition<Transport> = {
  name: 'analytics',
  migrations: [MessagingTables1700000000000, PackVersionsTable1700000001000, CreateFacts1764000000000],
  tables: [...MESSAGING_TABLES, packVersionsTable, ...tables],
  assemble({ pool, clock, logger, metrics }, transport) {
    const { reportZone } = readAnalyticsConfig(processEnvironment());
    const messaging = createMessaging({
      service: 'analytics',
      pool,
      transport,
      now: () => clock.now(),
      observer: messagingObserver(logger, metrics),
    });
    const packs = new PackVersions<Pack>({ read: parsed });
    const module = AnalyticsModule.with({ clock, packs, metrics: new MetricsRepository(pool, reportZone) });
    return { module, messaging, jobs: [] };
  },
};

function parsed(files: Readonly<Record<string, string>>): Pack {
  const { pack } = readPack(files);
  if (!pack) throw new Error('A published pack cannot be read by this version of analytics');
  return pack;
}
