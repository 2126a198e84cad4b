import type { Clock } from '@caseloop/service';
import { type DynamicModule, Module } from '@nestjs/common';
import { IntakeConsumer } from './consumers.js';
import { CustomersController } from './customers.controller.js';
import { CustomersRepository } from './customers.repository.js';
import type { NeedParts } from './on-needs.js';
import { PacksRepository } from './packs.repository.js';
import { PoliciesController } from './policies.controller.js';
import { PublishPack } from './publish-pack.js';
import { RejectedRequestsController } from './rejected-requests.controller.js';
import { RejectedRequestsRepository } from './rejected-requests.repository.js';
import { RequestsController } from './requests.controller.js';
import { RequestsRepository } from './requests.repository.js';
import { CLOCK, NEED_PARTS } from './tokens.js';
import { WaitingRoom } from './waiting-room.js';

export interface IntakeWiring {
  readonly clock: Clock;
  readonly waitingRoom: WaitingRoom;
  readonly publishPack: PublishPack;
  readonly requests: RequestsRepository;
  readonly rejected: RejectedRequestsRepository;
  readonly customers: CustomersRepository;
  readonly packs: PacksRepository;
  readonly needs: NeedParts;
}

/** The wiring of intake. */
@Module({})
export class IntakeModule {
  static with(wiring: IntakeWiring): DynamicModule {
    return {
      module: IntakeModule,
      controllers: [
        RequestsController,
        RejectedRequestsController,
        CustomersController,
        PoliciesController,
        IntakeConsumer,
      ],
      providers: [
        { provide: CLOCK, useValue: wiring.clock },
        { provide: WaitingRoom, useValue: wiring.waitingRoom },
        { provide: PublishPack, useValue: wiring.publishPack },
        { provide: RequestsRepository, useValue: wiring.requests },
        { provide: RejectedRequestsRepository, useValue: wiring.rejected },
        { provide: CustomersRepository, useValue: wiring.customers },
        { provide: PacksRepository, useValue: wiring.packs },
        { provide: NEED_PARTS, useValue: wiring.needs },
      ],
    };
  }
}
