import {
  MESSAGING_TABLES,
  MessagingTables1700000000000,
  type Transport,
  createMessaging,
} from '@caseloop/messaging';
import { type Host, type ServiceDefinition, messagingObserver } from '@caseloop/service';
import { AmqpDoor } from './amqp-door.js';
import { readIntakeConfig } from './config.js';
import { CaseOriginsRepository } from './case-origins.repository.js';
import { CustomersRepository } from './customers.repository.js';
import { Intake } from './intake.js';
import { IntakeModule } from './intake.module.js';
import { PACK_BODY_BYTES_MAX } from './limits.js';
import { CreateRequests1764000001000 } from './migrations/1764000001000-create-requests.js';
import { CreatePacks1764000002000 } from './migrations/1764000002000-create-packs.js';
import { observeSubmissions } from './observe-submissions.js';
import { PacksRepository } from './packs.repository.js';
import { PublishPack } from './publish-pack.js';
import { CONTENT_BYTES_MAX } from './read-content.js';
import { RegistersRepository } from './registers.repository.js';
import { RejectedRequestsRepository } from './rejected-requests.repository.js';
import { RequestsRepository } from './requests.repository.js';
import { sweepRejections } from './sweep-rejections.js';
import { tables } from './tables.js';
import { WaitingRoom } from './waiting-room.js';

/** The one door: takes requests in over HTTP and AMQP, and keeps the registry of policy packs. */
export const intake: ServiceDefinition<Transport> = {
  name: 'intake',
  migrations: [MessagingTables1700000000000, CreateRequests1764000001000, CreatePacks1764000002000],
  tables: [...MESSAGING_TABLES, ...tables],
  assemble(host, transport) {
    const config = readIntakeConfig();
    const messaging = messagingOf(host, transport);
    const { clock, pool, logger } = host;
    const repositories = {
      requests: new RequestsRepository(pool),
      rejected: new RejectedRequestsRepository(pool),
      customers: new CustomersRepository(pool),
      packs: new PacksRepository(pool),
    };
    const registers = new RegistersRepository();
    const { defaultPack } = config;
    const intake = new Intake({ messaging, clock, defaultPack, registers, ...repositories });
    const publishPack = new PublishPack(messaging, repositories.packs, clock);
    const observe = observeSubmissions(host);
    const needs = { intake, origins: new CaseOriginsRepository() };
    const waitingRoom = new WaitingRoom(intake, logger, observe);
    const door = new AmqpDoor({ transport, intake, rules: config, logger, observe });
    return {
      module: IntakeModule.with({ clock, waitingRoom, publishPack, needs, ...repositories }),
      messaging,
      jobs: [sweepRejections(repositories.rejected)],
      bodyLimits: [
        { path: '/v1/policies', bytes: PACK_BODY_BYTES_MAX },
        { path: '/v1/requests', bytes: CONTENT_BYTES_MAX, isRaw: true },
      ],
      start: () => door.open(),
      stop: () => door.close(),
      pending: async () => (await door.pending()) + waitingRoom.inHand,
    };
  },
};

function messagingOf({ pool, clock, logger, metrics }: Host, transport: Transport) {
  const observer = messagingObserver(logger, metrics);
  return createMessaging({ service: 'intake', pool, transport, now: () => clock.now(), observer });
}
