import {
  MESSAGING_TABLES,
  MessagingTables1700000000000,
  type Transport,
  createMessaging,
} from '@caseloop/messaging';
import {
  type Host,
  PackVersionsTable1700000001000,
  type ServiceAssembly,
  type ServiceDefinition,
  messagingObserver,
  packVersionsTable,
} from '@caseloop/service';
import { type Carriers, localCarriers } from './carriers.js';
import { CasesRepository } from './cases.repository.js';
import { readNotificationsConfig } from './config.js';
import { MessagesRepository } from './messages.repository.js';
import { CreateNotifications1764000002000 } from './migrations/1764000002000-create-notifications.js';
import { CaseNumbers1764000004000 } from './migrations/1764000004000-case-numbers.js';
import { NotificationsModule } from './notifications.module.js';
import { packVersions } from './packs.js';
import { remindJob } from './remind.js';
import { RemindersRepository } from './reminders.repository.js';
import { Renderer } from './render.js';
import { Sender } from './sender.js';
import { SurveysRepository } from './surveys.repository.js';
import { tables } from './tables.js';

/** Notifications says who is told what, and tells them once. */
export const notifications: ServiceDefinition<Transport> = notificationsWith(({ logger }) =>
  localCarriers(logger),
);

/** The same with other carriers. */
export function notificationsWith(carriersOf: (host: Host) => Carriers): ServiceDefinition<Transport> {
  return {
    name: 'notifications',
    migrations: [
      MessagingTables1700000000000,
      PackVersionsTable1700000001000,
      CreateNotifications1764000002000,
      CaseNumbers1764000004000,
    ],
    tables: [...MESSAGING_TABLES, packVersionsTable, ...tables],
    assemble: (host, transport) => assemble(host, transport, carriersOf(host)),
  };
}

function assemble(host: Host, transport: Transport, carriers: Carriers): ServiceAssembly {
  const { pool: db, logger } = host;
  const now = () => host.clock.now();
  const observer = messagingObserver(logger, host.metrics);
  const messaging = createMessaging({ service: 'notifications', pool: db, transport, now, observer });
  const stores = {
    cases: new CasesRepository(),
    messages: new MessagesRepository(),
    surveys: new SurveysRepository(),
    reminders: new RemindersRepository(),
  };
  const { publicUrl } = readNotificationsConfig();
  const parts = { stores, renderer: new Renderer(), packs: packVersions(), publicUrl, now };
  const sender = new Sender({ messaging, stores, carriers, db, logger, now });
  return {
    module: NotificationsModule.with({ ...parts, messaging, sender, db }),
    messaging,
    jobs: [remindJob(messaging, parts, db, () => sender.wake())],
    pending: () => sender.pending(),
    start: () => Promise.resolve(sender.start()),
    stop: () => sender.stop(),
  };
}
