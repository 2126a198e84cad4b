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
  systemClock,
} from '@caseloop/service';
import { type Carriers, carriersOf } from './carriers.js';
import { CasesRepository } from './cases.repository.js';
import { type NotificationsConfig, readNotificationsConfig } from './config.js';
import type { Carrier } from './domain/carriers.js';
import { HeldMessagesRepository } from './held-messages.repository.js';
import { MessageListsRepository } from './message-lists.repository.js';
import { MessagesRepository } from './messages.repository.js';
import { CreateNotifications1764000002000 } from './migrations/1764000002000-create-notifications.js';
import { CaseNumbers1764000004000 } from './migrations/1764000004000-case-numbers.js';
import { Delivery1764000005000 } from './migrations/1764000005000-delivery.js';
import { MessageQueues1764000006000 } from './migrations/1764000006000-message-queues.js';
import { NotificationsModule } from './notifications.module.js';
import { packVersions } from './packs.js';
import { releaseJob } from './release.js';
import { remindJob } from './remind.js';
import { RemindersRepository } from './reminders.repository.js';
import { Renderer } from './render.js';
import { Sender } from './sender.js';
import { SurveysRepository } from './surveys.repository.js';
import { tables } from './tables.js';

type CarriersOf = (host: Host, config: NotificationsConfig) => Carriers;

/** Notifications says who is told what, and tells them once. */
export const notifications: ServiceDefinition<Transport> = notificationsWith(({ logger }, config) => {
  // Receivers compare the time of a signature with their own: business time may be simulated.
  const { now } = systemClock();
  return carriersOf(config, logger, now);
});

/** The same with other carriers. */
export function notificationsWith(carriersFor: CarriersOf): ServiceDefinition<Transport> {
  return {
    name: 'notifications',
    migrations: [
      MessagingTables1700000000000,
      PackVersionsTable1700000001000,
      CreateNotifications1764000002000,
      CaseNumbers1764000004000,
      Delivery1764000005000,
      MessageQueues1764000006000,
    ],
    tables: [...MESSAGING_TABLES, packVersionsTable, ...tables],
    assemble: (host, transport) => {
      const config = readNotificationsConfig();
      return assemble(host, transport, config, carriersFor(host, config));
    },
  };
}

function assemble(
  host: Host,
  transport: Transport,
  { publicUrl, sendsPerMinuteMax }: NotificationsConfig,
  carriers: Carriers,
): ServiceAssembly {
  const { pool: db, logger } = host;
  const now = () => host.clock.now();
  const observer = messagingObserver(logger, host.metrics);
  const messaging = createMessaging({ service: 'notifications', pool: db, transport, now, observer });
  const stores = {
    cases: new CasesRepository(),
    messages: new MessagesRepository(),
    lists: new MessageListsRepository(),
    held: new HeldMessagesRepository(),
    surveys: new SurveysRepository(),
    reminders: new RemindersRepository(),
  };
  const outfit: ReadonlySet<Carrier> = new Set(Object.keys(carriers) as Carrier[]);
  const packs = packVersions();
  const parts = { stores, renderer: new Renderer(), packs, outfit, publicUrl, now };
  const sender = new Sender({
    messaging,
    stores,
    packs,
    outfit,
    carriers,
    db,
    logger,
    now,
    sendsPerMinuteMax,
  });
  const wake = () => sender.wake();
  return {
    module: NotificationsModule.with({ ...parts, messaging, sender, db }),
    messaging,
    jobs: [remindJob(messaging, parts, db, wake), releaseJob(messaging, stores, db, wake)],
    pending: () => sender.pending(),
    start: () => Promise.resolve(sender.start()),
    stop: () => sender.stop(),
  };
}
