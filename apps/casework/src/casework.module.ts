import { type DynamicModule, Module } from '@nestjs/common';
import type { CaseworkParts } from './case-changes.js';
import { CaseCommands } from './case-commands.js';
import { CaseListsRepository } from './case-lists.repository.js';
import { CasesController } from './cases.controller.js';
import { CaseworkConsumer } from './consumers.js';
import { CASEWORK_PARTS } from './tokens.js';

/** The wiring of casework. */
@Module({})
export class CaseworkModule {
  static with(wiring: {
    readonly parts: CaseworkParts;
    readonly commands: CaseCommands;
    readonly lists: CaseListsRepository;
  }): DynamicModule {
    return {
      module: CaseworkModule,
      controllers: [CasesController, CaseworkConsumer],
      providers: [
        { provide: CASEWORK_PARTS, useValue: wiring.parts },
        { provide: CaseCommands, useValue: wiring.commands },
        { provide: CaseListsRepository, useValue: wiring.lists },
      ],
    };
  }
}
