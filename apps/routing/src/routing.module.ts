import { type DynamicModule, Module } from '@nestjs/common';
import { AgentsController } from './agents.controller.js';
import { CaseRoutingController } from './case-routing.controller.js';
import { RoutingConsumer } from './consumers.js';
import { ROUTING, type RoutingDeps } from './deps.js';
import { TeamsController } from './teams.controller.js';

@Module({})
export class RoutingModule {
  static with(deps: RoutingDeps): DynamicModule {
    return {
      module: RoutingModule,
      controllers: [RoutingConsumer, TeamsController, AgentsController, CaseRoutingController],
      providers: [{ provide: ROUTING, useValue: deps }],
    };
  }
}
